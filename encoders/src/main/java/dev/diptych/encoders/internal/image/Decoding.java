package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.ImageLimits;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One picture being decoded: what it is called, how large it may be, the memory it may take, and
 * whether anybody still wants it. Decoders call {@link #checkSize} and {@link #reserve} as soon as
 * a header is read and before anything of the picture's size is allocated, and {@link #check} every
 * now and then. Used by one decoding thread; {@link #stop} by any.
 */
public final class Decoding implements AutoCloseable {

  private static final double MEGABYTE = 1e6;

  private final String name;
  private final ImageLimits limits;
  private final @Nullable HeapBudget heap;
  private final BooleanSupplier outOfPatience;

  private volatile boolean stopped;
  private long heapNeeded;
  private long held;
  private boolean holds;
  private int width;
  private int height;

  private Decoding(
      String name, ImageLimits limits, @Nullable HeapBudget heap, BooleanSupplier outOfPatience) {
    this.name = name;
    this.limits = limits;
    this.heap = heap;
    this.outOfPatience = outOfPatience;
  }

  /** A decoding whose memory nobody weighs. */
  public static Decoding unweighed(String name, ImageLimits limits) {
    return new Decoding(name, limits, null, () -> false);
  }

  /**
   * A decoding that shares memory with others.
   *
   * @param outOfPatience asked while others hold the memory; true refuses the picture
   */
  public static Decoding weighed(
      String name, ImageLimits limits, HeapBudget heap, BooleanSupplier outOfPatience) {
    return new Decoding(name, limits, heap, outOfPatience);
  }

  /** {@return what messages call the picture} */
  public String name() {
    return name;
  }

  /** {@return how large it may be} */
  ImageLimits limits() {
    return limits;
  }

  /** {@return pixels from left to right, as stored; 0 before {@link #checkSize}} */
  int width() {
    return width;
  }

  /** {@return pixels from top to bottom, as stored; 0 before {@link #checkSize}} */
  int height() {
    return height;
  }

  /** {@return bytes of heap that the decoder said it needs; 0 before it did} */
  public long heapNeeded() {
    return heapNeeded;
  }

  /** Makes the decoder end soon. */
  public void stop() {
    stopped = true;
  }

  /** {@return whether {@link #stop} was called} */
  public boolean isStopped() {
    return stopped;
  }

  /**
   * Ends the decoder when nobody wants the picture any more. Cheap.
   *
   * @throws DecodingStopped then
   */
  void check() {
    if (stopped) {
      throw new DecodingStopped();
    }
  }

  /**
   * Checks a size before anything of that size is allocated.
   *
   * @throws DiptychException TOO_LARGE above a limit
   * @throws IOException when the size is none
   */
  void checkSize(int pixelsAcross, int pixelsDown) throws IOException {
    if (pixelsAcross < 1 || pixelsDown < 1) {
      throw new IOException(
          "its header states a size of %s x %s".formatted(pixelsAcross, pixelsDown));
    }
    long pixels = (long) pixelsAcross * pixelsDown;
    if (pixels > limits.maxPixels()) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the picture \"%s\" has %,d x %,d pixels (%,d), but at most %,d are read; save it smaller",
              name,
              pixelsAcross,
              pixelsDown,
              pixels,
              limits.maxPixels()));
    }
    if (Math.max(pixelsAcross, pixelsDown) > limits.maxSide()) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the picture \"%s\" has %,d x %,d pixels, but a side may have at most %,d; save it smaller",
              name,
              pixelsAcross,
              pixelsDown,
              limits.maxSide()));
    }
    width = pixelsAcross;
    height = pixelsDown;
  }

  /**
   * Reserves the memory that decoding takes at its peak, the samples of the result included. Waits
   * while other pictures hold it. At most once a picture.
   *
   * @param heapBytes bytes on Java's heap
   * @param outsideBytes bytes that a decoder allocates outside of it
   * @throws DiptychException OVERLOADED when others hold the memory for too long; UNAVAILABLE when
   *     the picture does not fit into the heap at all
   */
  void reserve(long heapBytes, long outsideBytes) {
    heapNeeded = heapBytes;
    if (heap == null || holds) {
      return;
    }
    switch (heap.reserve(heapBytes, outsideBytes, this::givesUp)) {
      case RESERVED -> hold(heapBytes + outsideBytes);
      case GIVEN_UP -> throw givenUp();
      case NEVER_FITS -> throw neverFits(null);
    }
  }

  /**
   * Reserves all memory that decoders may take, once no other picture is decoded; for a picture
   * that has failed for want of memory before.
   *
   * @throws DiptychException OVERLOADED when others hold the memory for too long
   */
  public void reserveAll() {
    if (heap != null && !holds) {
      switch (heap.reserveAll(this::givesUp)) {
        case RESERVED, NEVER_FITS -> hold(heap.all());
        case GIVEN_UP -> throw givenUp();
      }
    }
  }

  /** {@return whether so much memory could be had if nothing else was decoded} */
  boolean couldReserve(long heapBytes) {
    return heap == null || heap.couldFit(heapBytes);
  }

  /** What to say of a picture for which there is too little memory even when it is alone. */
  public DiptychException neverFits(@Nullable Throwable cause) {
    String need =
        heapNeeded > 0
            ? String.format(Locale.ROOT, "about %,.0f MB", heapNeeded / MEGABYTE)
            : "more";
    String message =
        String.format(
            Locale.ROOT,
            "not enough memory now for \"%s\": decoding it takes %s of Java's heap, which may grow to %,.0f MB and holds other things too; raise -Xmx, or save the picture smaller",
            name,
            need,
            Runtime.getRuntime().maxMemory() / MEGABYTE);
    return cause == null
        ? new DiptychException(ErrorCode.UNAVAILABLE, message)
        : new DiptychException(ErrorCode.UNAVAILABLE, message, cause);
  }

  private DiptychException givenUp() {
    check();
    return new DiptychException(
        ErrorCode.OVERLOADED,
        "there is no memory now to decode \"%s\", other pictures hold it; try again a little later"
            .formatted(name));
  }

  private boolean givesUp() {
    return stopped || outOfPatience.getAsBoolean();
  }

  private void hold(long bytes) {
    held = bytes;
    holds = true;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    if (heap != null && holds) {
      holds = false;
      heap.release(held);
    }
  }
}
