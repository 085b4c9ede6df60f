package dev.diptych.encoders.internal.vp8;

import java.io.EOFException;
import java.io.IOException;

/**
 * What stands before the macroblocks of a key frame (RFC 6386, sections 9 and 19.2). Read once, not
 * changed afterwards.
 */
final class FrameHeader {

  static final int SEGMENTS = 4;

  private static final int TAG_BYTES = 10;
  private static final int MOST_PROFILE = 3;
  private static final int ABSENT = 255;
  private static final int DELTAS = 4;

  private final int width;
  private final int height;
  private final BoolReader modes;
  private final BoolReader[] partitions;

  private boolean segmented;
  private boolean segmentMapped;
  private boolean segmentsAbsolute;
  private final int[] segmentQuantiser = new int[SEGMENTS];
  private final int[] segmentFilter = new int[SEGMENTS];
  private final int[] segmentTree = {ABSENT, ABSENT, ABSENT};

  private boolean filterSimple;
  private int filterLevel;
  private int sharpness;
  private boolean filterDeltas;
  private final int[] referenceDelta = new int[DELTAS];
  private final int[] modeDelta = new int[DELTAS];

  private final Quantiser[] quantisers = new Quantiser[SEGMENTS];
  private final int[] coefficients = Tables.coefficients();
  private int skipProbability = -1;

  /**
   * Reads the header of a frame.
   *
   * @throws IOException when it is none of a picture, or longer than the data
   */
  FrameHeader(byte[] data) throws IOException {
    if (data.length < TAG_BYTES) {
      throw new EOFException();
    }
    int tag = littleEndian(data, 0, 3);
    boolean key = (tag & 1) == 0;
    boolean shown = ((tag >> 4) & 1) == 1;
    if (!key || !shown || ((tag >> 1) & 7) > MOST_PROFILE) {
      throw new IOException("its frame is none of a picture");
    }
    if ((data[3] & 0xff) != 0x9d || data[4] != 0x01 || data[5] != 0x2a) {
      throw new IOException("its frame does not start as one");
    }
    width = littleEndian(data, 6, 2) & 0x3fff;
    height = littleEndian(data, 8, 2) & 0x3fff;
    int first = TAG_BYTES + (tag >> 5);
    if (first > data.length) {
      throw new EOFException();
    }
    modes = new BoolReader(data, TAG_BYTES, first);
    modes.number(2); // colour space, and whether samples need no clamping: both change nothing
    readSegments();
    readFilter();
    partitions = partitions(data, first, 1 << modes.number(2));
    readQuantisers();
    modes.flag(); // whether the probabilities outlive the frame
    readProbabilities();
    if (modes.isPastEnd()) {
      throw new EOFException();
    }
  }

  private static int littleEndian(byte[] data, int at, int bytes) {
    int number = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      number = (number << 8) | (data[at + i] & 0xff);
    }
    return number;
  }

  private void readSegments() {
    segmented = modes.flag();
    if (!segmented) {
      return;
    }
    segmentMapped = modes.flag();
    if (modes.flag()) {
      segmentsAbsolute = modes.flag();
      for (int i = 0; i < SEGMENTS; i++) {
        segmentQuantiser[i] = modes.optional(7);
      }
      for (int i = 0; i < SEGMENTS; i++) {
        segmentFilter[i] = modes.optional(6);
      }
    }
    for (int i = 0; segmentMapped && i < segmentTree.length; i++) {
      segmentTree[i] = modes.flag() ? modes.number(8) : ABSENT;
    }
  }

  private void readFilter() {
    filterSimple = modes.flag();
    filterLevel = modes.number(6);
    sharpness = modes.number(3);
    filterDeltas = modes.flag();
    if (filterDeltas && modes.flag()) {
      for (int[] deltas : new int[][] {referenceDelta, modeDelta}) {
        for (int i = 0; i < DELTAS; i++) {
          deltas[i] = modes.optional(6);
        }
      }
    }
  }

  private static BoolReader[] partitions(byte[] data, int sizesAt, int count) throws IOException {
    int at = sizesAt + 3 * (count - 1);
    if (at >= data.length) {
      throw new EOFException();
    }
    BoolReader[] partitions = new BoolReader[count];
    for (int i = 0; i < count; i++) {
      int size = data.length - at;
      if (i < count - 1) {
        size = Math.min(size, littleEndian(data, sizesAt + 3 * i, 3));
      }
      partitions[i] = new BoolReader(data, at, at + size);
      at += size;
    }
    return partitions;
  }

  private void readQuantisers() {
    int base = modes.number(7);
    int lumaMean = modes.optional(4);
    int meansMean = modes.optional(4);
    int meansRest = modes.optional(4);
    int chromaMean = modes.optional(4);
    int chromaRest = modes.optional(4);
    for (int i = 0; i < SEGMENTS; i++) {
      int index = segmented ? segmentQuantiser[i] + (segmentsAbsolute ? 0 : base) : base;
      quantisers[i] = Quantiser.of(index, lumaMean, meansMean, meansRest, chromaMean, chromaRest);
    }
  }

  private void readProbabilities() {
    for (int i = 0; i < coefficients.length; i++) {
      if (modes.bit(Tables.update(i)) == 1) {
        coefficients[i] = modes.number(8);
      }
    }
    if (modes.flag()) {
      skipProbability = modes.number(8);
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** {@return the reader of what is before the coefficients, at the first macroblock} */
  BoolReader modes() {
    return modes;
  }

  /** {@return the reader of the coefficients of a row of macroblocks} */
  BoolReader partition(int row) {
    return partitions[row & (partitions.length - 1)];
  }

  Quantiser quantiser(int segment) {
    return quantisers[segment];
  }

  /** {@return the probabilities of the coefficients, laid out as {@link Tables#at} says} */
  int[] coefficients() {
    return coefficients;
  }

  /** {@return the segment of the next macroblock} */
  int readSegment() {
    if (!segmentMapped) {
      return 0;
    }
    return modes.bit(segmentTree[0]) == 0
        ? modes.bit(segmentTree[1])
        : 2 + modes.bit(segmentTree[2]);
  }

  /** {@return whether the next macroblock has no coefficients} */
  boolean readSkip() {
    return skipProbability >= 0 && modes.bit(skipProbability) == 1;
  }

  /** {@return how strongly edges are smoothed, empty where none is} */
  EdgeStrengths strengths() {
    int[] levels = new int[2 * SEGMENTS];
    for (int i = 0; i < levels.length && filterLevel > 0; i++) {
      int segment = i / 2;
      int level =
          segmented ? segmentFilter[segment] + (segmentsAbsolute ? 0 : filterLevel) : filterLevel;
      if (filterDeltas) {
        level += referenceDelta[0] + (i % 2 == 1 ? modeDelta[0] : 0);
      }
      levels[i] = Math.clamp(level, 0, 63);
    }
    return new EdgeStrengths(filterSimple, sharpness, levels);
  }
}
