package dev.diptych.encoders.internal.vp8;

import java.io.EOFException;
import java.io.IOException;

/**
 * A decoded picture: {@code u8} planes of luma, and of blueness and redness at half the size,
 * BT.601 in studio range. Planes are as wide and high as whole macroblocks. Not thread-safe while
 * decoding.
 */
public final class KeyFrame {

  /** Samples a side of a macroblock. */
  private static final int SIDE = 16;

  private static final int ABOVE_ALL = 127;

  private final FrameHeader header;
  private final int columns;
  private final int rows;
  private final byte[] luma;
  private final byte[] blueness;
  private final byte[] redness;

  /** By macroblock: the kind of its edges, and whether those within are smoothed. */
  private final byte[] kinds;

  private final boolean[] smoothsWithin;

  private final int[] right = new int[4];
  private final int[] half = new int[16];

  private KeyFrame(FrameHeader header) {
    this.header = header;
    this.columns = Math.ceilDiv(header.width(), SIDE);
    this.rows = Math.ceilDiv(header.height(), SIDE);
    int blocks = columns * rows;
    this.luma = new byte[SIDE * SIDE * blocks];
    this.blueness = new byte[luma.length / 4];
    this.redness = new byte[luma.length / 4];
    this.kinds = new byte[blocks];
    this.smoothsWithin = new boolean[blocks];
  }

  /** {@return bytes of heap that a picture of this size takes while it is decoded} */
  public static long neededBytes(int width, int height) {
    long blocks = (long) Math.ceilDiv(width, SIDE) * Math.ceilDiv(height, SIDE);
    return blocks * (SIDE * SIDE * 3 / 2 + 2);
  }

  /**
   * Decodes a frame.
   *
   * @param data the data of a VP8 chunk; not changed
   * @param check called now and then; what it throws ends the decoding
   * @throws IOException when it is none of a picture, has no pixels, or ends too early
   */
  public static KeyFrame decode(byte[] data, Runnable check) throws IOException {
    FrameHeader header = new FrameHeader(data);
    if (header.width() == 0 || header.height() == 0) {
      throw new IOException(
          "its frame states a size of %s x %s".formatted(header.width(), header.height()));
    }
    KeyFrame frame = new KeyFrame(header);
    frame.reconstruct(check);
    EdgeStrengths strengths = header.strengths();
    if (strengths.any()) {
      frame.smooth(strengths, check);
    }
    return frame;
  }

  /** {@return pixels from left to right} */
  public int width() {
    return header.width();
  }

  /** {@return pixels from top to bottom} */
  public int height() {
    return header.height();
  }

  /** {@return the light of each pixel} */
  public byte[] luma() {
    return luma;
  }

  /** {@return how blue each 2 x 2 pixels are} */
  public byte[] blueness() {
    return blueness;
  }

  /** {@return how red each 2 x 2 pixels are} */
  public byte[] redness() {
    return redness;
  }

  /** {@return samples from one row of luma to the next} */
  public int lumaStride() {
    return SIDE * columns;
  }

  /** {@return samples from one row of colour to the next} */
  public int colourStride() {
    return SIDE / 2 * columns;
  }

  private void reconstruct(Runnable check) throws IOException {
    ModeReader modes = new ModeReader(header, columns);
    Coefficients coefficients = new Coefficients(header.coefficients(), columns);
    Prediction light = new Prediction(luma, lumaStride());
    Prediction blue = new Prediction(blueness, colourStride());
    Prediction red = new Prediction(redness, colourStride());
    for (int row = 0; row < rows; row++) {
      check.run();
      modes.startRow();
      coefficients.startRow();
      BoolReader partition = header.partition(row);
      for (int column = 0; column < columns; column++) {
        modes.read(column);
        if (modes.skip()) {
          coefficients.skip(column, modes.whole());
        } else {
          coefficients.read(partition, column, modes.whole(), header.quantiser(modes.segment()));
        }
        if (header.modes().isPastEnd() || partition.isPastEnd()) {
          throw new EOFException();
        }
        int block = row * columns + column;
        kinds[block] = (byte) (2 * modes.segment() + (modes.whole() ? 0 : 1));
        smoothsWithin[block] = !modes.whole() || coefficients.any();
        fillLuma(light, modes, coefficients, column, row);
        fillColour(blue, modes.chroma(), coefficients, 0, column, row);
        fillColour(red, modes.chroma(), coefficients, 4, column, row);
      }
    }
  }

  private void fillLuma(
      Prediction prediction, ModeReader modes, Coefficients coefficients, int column, int row) {
    int left = SIDE * column;
    int top = SIDE * row;
    int stride = lumaStride();
    if (modes.whole()) {
      prediction.fill(modes.luma(), left, top, SIDE);
    }
    for (int i = 0; i < 16; i++) {
      int x = left + 4 * (i % 4);
      int y = top + 4 * (i / 4);
      if (!modes.whole()) {
        findRight(i, x, y, left, top, column);
        prediction.fillBlock(modes.subBlock(i), x, y, right);
      }
      if (coefficients.any()) {
        InverseTransform.add(coefficients.values(), 16 * i, half, luma, y * stride + x, stride);
      }
    }
  }

  /**
   * The samples above to the right of a block; those of the macroblock's last column of blocks are
   * above the macroblock for all of them.
   */
  private void findRight(int block, int x, int y, int left, int top, int column) {
    boolean last = block % 4 == 3;
    int from = (last ? top : y) - 1;
    for (int i = 0; i < 4; i++) {
      int at = last && column == columns - 1 ? left + SIDE - 1 : x + 4 + i;
      right[i] = from < 0 ? ABOVE_ALL : luma[from * lumaStride() + at] & 0xff;
    }
  }

  private void fillColour(
      Prediction prediction, int mode, Coefficients coefficients, int first, int column, int row) {
    int left = SIDE / 2 * column;
    int top = SIDE / 2 * row;
    prediction.fill(mode, left, top, SIDE / 2);
    if (!coefficients.any()) {
      return;
    }
    byte[] plane = first == 0 ? blueness : redness;
    int stride = colourStride();
    for (int i = 0; i < 4; i++) {
      int at = (top + 4 * (i / 2)) * stride + left + 4 * (i % 2);
      int from = 16 * (Coefficients.CHROMA + first + i);
      InverseTransform.add(coefficients.values(), from, half, plane, at, stride);
    }
  }

  private void smooth(EdgeStrengths strengths, Runnable check) {
    EdgeFilter light = new EdgeFilter(luma);
    EdgeFilter blue = new EdgeFilter(blueness);
    EdgeFilter red = new EdgeFilter(redness);
    for (int row = 0; row < rows; row++) {
      check.run();
      for (int column = 0; column < columns; column++) {
        int block = row * columns + column;
        if (!strengths.smooths(kinds[block])) {
          continue;
        }
        smooth(light, SIDE, lumaStride(), column, row, strengths);
        if (!strengths.simple()) {
          smooth(blue, SIDE / 2, colourStride(), column, row, strengths);
          smooth(red, SIDE / 2, colourStride(), column, row, strengths);
        }
      }
    }
  }

  /** The edges of one plane's part of a macroblock: left, those within, upper, those within. */
  private void smooth(
      EdgeFilter filter, int side, int stride, int column, int row, EdgeStrengths strengths) {
    int at = row * side * stride + column * side;
    smooth(filter, side, at, 1, stride, column > 0, row * columns + column, strengths);
    smooth(filter, side, at, stride, 1, row > 0, row * columns + column, strengths);
  }

  private void smooth(
      EdgeFilter filter,
      int side,
      int at,
      int across,
      int along,
      boolean hasOuter,
      int block,
      EdgeStrengths strengths) {
    int kind = kinds[block];
    int limit = strengths.limit(kind);
    int interior = strengths.interior(kind);
    int variance = strengths.highVariance(kind);
    if (hasOuter) {
      if (strengths.simple()) {
        filter.simple(at, across, along, side, limit + 4);
      } else {
        filter.outer(at, across, along, side, limit + 4, interior, variance);
      }
    }
    for (int step = 4; smoothsWithin[block] && step < side; step += 4) {
      int place = at + step * across;
      if (strengths.simple()) {
        filter.simple(place, across, along, side, limit);
      } else {
        filter.inner(place, across, along, side, limit, interior, variance);
      }
    }
  }
}
