package dev.diptych.encoders.internal.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.diptych.core.DiptychException;
import dev.diptych.core.PictureFormat;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the main picture of a HEIC, HEIF or AVIF file by libheif, which turns it upright by the
 * file's own boxes. Its EXIF orientation says the same once more, and is never applied.
 */
@SuppressWarnings("restricted") // calls a native library
final class HeifDecoder {

  private static final int RGB = 1;
  private static final int INTERLEAVED = 10;
  private static final int INTERLEAVED_RGB = 10;
  private static final int INTERLEAVED_RGBA = 11;
  private static final int MAX_PIXELS_AT = 8;

  /** What a pixel takes: colours and alpha here; planes and the decoder's own in the library. */
  private static final long HEAP_BYTES = 7;

  private static final long OUTSIDE_BYTES = 25;

  private HeifDecoder() {}

  static RgbSamples decode(PictureFormat format, byte[] file, Decoding decoding)
      throws IOException {
    Heif heif =
        Heif.installed().orElseThrow(() -> MissingDecoder.exception(format, decoding.name()));
    try (Arena arena = Arena.ofConfined()) {
      return decode(heif, arena, file, decoding);
    } catch (Heif.UnsupportedCodecException e) {
      Heif.Codec codec = format == PictureFormat.AVIF ? Heif.Codec.AV1 : Heif.Codec.HEVC;
      if (!heif.decodes(codec)) {
        throw MissingDecoder.exception(format, decoding.name());
      }
      throw e;
    }
  }

  private static RgbSamples decode(Heif heif, Arena arena, byte[] file, Decoding decoding)
      throws IOException {
    MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, file);
    MemorySegment handleAt = Heif.pointer(arena);
    SegmentAllocator error = Heif.error(arena);
    MemorySegment context = MemorySegment.NULL;
    MemorySegment handle = MemorySegment.NULL;
    try {
      context = (MemorySegment) heif.alloc.invokeExact();
      bound(heif, context, decoding);
      Heif.check(
          (MemorySegment)
              heif.read.invokeExact(error, context, bytes, (long) file.length, MemorySegment.NULL));
      Heif.check((MemorySegment) heif.primary.invokeExact(error, context, handleAt));
      handle = handleAt.get(ADDRESS, 0);
      decoding.checkSize(
          (int) heif.width.invokeExact(handle), (int) heif.height.invokeExact(handle));
      long pixels = (long) decoding.width() * decoding.height();
      decoding.reserve(HEAP_BYTES * pixels, OUTSIDE_BYTES * pixels);
      byte[] profile = profile(heif, arena, error, handle);
      Samples samples = pixels(heif, arena, error, handle, decoding);
      return BoxReducer.reduce(
          Shown.by(profile).of(samples), BoxReducer.factorFor(samples.width(), samples.height()));
    } catch (IOException | DiptychException | DecodingStopped e) {
      throw e;
    } catch (Throwable e) {
      throw Heif.unexpected(e);
    } finally {
      release(heif.releaseHandle, handle);
      release(heif.free, context);
    }
  }

  /** Before anything is decoded: by side, and, where the library can, by pixels. */
  private static void bound(Heif heif, MemorySegment context, Decoding decoding) throws Throwable {
    heif.limitSides.invokeExact(context, decoding.limits().maxSide());
    if (heif.limitThreads.isPresent()) {
      heif.limitThreads.get().invokeExact(context, 0);
    }
    if (heif.securityLimits.isPresent()) {
      MemorySegment limits = (MemorySegment) heif.securityLimits.get().invokeExact(context);
      limits
          .reinterpret(MAX_PIXELS_AT + Long.BYTES)
          .set(JAVA_LONG, MAX_PIXELS_AT, decoding.limits().maxPixels());
    }
  }

  private static byte[] profile(
      Heif heif, Arena arena, SegmentAllocator error, MemorySegment handle) throws Throwable {
    long size = (long) heif.profileSize.invokeExact(handle);
    if (size < 1 || size > EmbeddedProfile.MOST_BYTES) {
      return new byte[0];
    }
    MemorySegment profile = arena.allocate(size);
    Heif.check((MemorySegment) heif.profile.invokeExact(error, handle, profile));
    return profile.toArray(JAVA_BYTE);
  }

  private static Samples pixels(
      Heif heif, Arena arena, SegmentAllocator error, MemorySegment handle, Decoding decoding)
      throws Throwable {
    boolean alpha = (int) heif.hasAlpha.invokeExact(handle) != 0;
    boolean premultiplied =
        alpha
            && heif.isPremultiplied.isPresent()
            && (int) heif.isPremultiplied.get().invokeExact(handle) != 0;
    MemorySegment imageAt = Heif.pointer(arena);
    MemorySegment image = MemorySegment.NULL;
    try {
      Heif.check(
          (MemorySegment)
              heif.decode.invokeExact(
                  error,
                  handle,
                  imageAt,
                  RGB,
                  alpha ? INTERLEAVED_RGBA : INTERLEAVED_RGB,
                  MemorySegment.NULL));
      image = imageAt.get(ADDRESS, 0);
      int width = (int) heif.imageWidth.invokeExact(image, INTERLEAVED);
      int height = (int) heif.imageHeight.invokeExact(image, INTERLEAVED);
      decoding.checkSize(width, height);
      MemorySegment strideAt = arena.allocate(JAVA_INT);
      MemorySegment plane = (MemorySegment) heif.plane.invokeExact(image, INTERLEAVED, strideAt);
      long stride = strideAt.get(JAVA_INT, 0);
      int step = alpha ? 4 : 3;
      if (plane.address() == 0 || stride < (long) step * width) {
        throw new EOFException();
      }
      return InterleavedSamples.copy(
          plane.reinterpret(stride * height), stride, width, height, alpha, premultiplied);
    } finally {
      release(heif.releaseImage, image);
    }
  }

  private static void release(MethodHandle release, MemorySegment what) {
    if (what.address() == 0) {
      return;
    }
    try {
      release.invokeExact(what);
    } catch (Throwable e) {
      throw Heif.unexpected(e);
    }
  }

  /** {@return what this machine lacks to read a format, null when nothing} */
  static @Nullable String lack(PictureFormat format) {
    Optional<Heif> heif = Heif.installed();
    if (heif.isEmpty()) {
      return "libheif is not installed";
    }
    Heif.Codec codec = format == PictureFormat.AVIF ? Heif.Codec.AV1 : Heif.Codec.HEVC;
    return heif.get().decodes(codec)
        ? null
        : "libheif %s has no %s decoder".formatted(heif.get().version(), codec);
  }
}
