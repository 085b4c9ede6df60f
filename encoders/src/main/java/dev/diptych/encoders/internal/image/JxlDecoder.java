package dev.diptych.encoders.internal.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.diptych.core.DiptychException;
import dev.diptych.core.IoReason;
import dev.diptych.core.PictureFormat;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Decodes the first frame of a JPEG XL file by libjxl, which turns it upright itself. */
final class JxlDecoder {

  private static final int SUCCESS = 0;
  private static final int ERROR = 1;
  private static final int NEED_MORE_INPUT = 2;
  private static final int NEED_BUFFER = 5;
  private static final int BASIC_INFO = 0x40;
  private static final int COLOUR = 0x100;
  private static final int FULL_IMAGE = 0x1000;

  /** Where the struct of basic information keeps what is asked for, and room enough for it. */
  private static final int INFO_BYTES = 1024;

  private static final int WIDTH_AT = 4;
  private static final int HEIGHT_AT = 8;
  private static final int ALPHA_BITS_AT = 60;
  private static final int PREMULTIPLIED_AT = 68;

  /** What a pixel takes: colours and alpha here; four planes of floats and more in the library. */
  private static final long HEAP_BYTES = 7;

  private static final long OUTSIDE_BYTES = 25;

  private static final int UINT8 = 2;
  private static final int OF_PIXELS = 1;

  private JxlDecoder() {}

  static RgbSamples decode(byte[] file, Decoding decoding) throws IOException {
    Jxl jxl =
        Jxl.installed()
            .orElseThrow(() -> MissingDecoder.exception(PictureFormat.JXL, decoding.name()));
    MemorySegment decoder = MemorySegment.NULL;
    try (Arena arena = Arena.ofConfined()) {
      decoder = (MemorySegment) jxl.create.invokeExact(MemorySegment.NULL);
      return new Reading(jxl, arena, decoder, decoding).read(file);
    } catch (IOException | DiptychException | DecodingStopped e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      destroy(jxl, decoder);
    }
  }

  private static IllegalStateException unexpected(Throwable e) {
    return switch (e) {
      case IllegalStateException known -> known;
      case Error error -> throw error;
      default -> new IllegalStateException("libjxl cannot be called: " + IoReason.of(e), e);
    };
  }

  private static void destroy(Jxl jxl, MemorySegment decoder) {
    if (decoder.address() != 0) {
      try {
        jxl.destroy.invokeExact(decoder);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }

  /** One picture on its way through a decoder. */
  private static final class Reading {
    private final Jxl jxl;
    private final Arena arena;
    private final MemorySegment decoder;
    private final Decoding decoding;
    private final MemorySegment info;
    private final MemorySegment format;
    private byte[] profile = {};
    private MemorySegment pixels = MemorySegment.NULL;

    Reading(Jxl jxl, Arena arena, MemorySegment decoder, Decoding decoding) {
      this.jxl = jxl;
      this.arena = arena;
      this.decoder = decoder;
      this.decoding = decoding;
      this.info = arena.allocate(INFO_BYTES, 8);
      this.format = arena.allocate(24, 8);
    }

    RgbSamples read(byte[] file) throws Throwable {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, file);
      require((int) jxl.subscribe.invokeExact(decoder, BASIC_INFO | COLOUR | FULL_IMAGE));
      require((int) jxl.setInput.invokeExact(decoder, bytes, (long) file.length));
      jxl.closeInput.invokeExact(decoder);
      while (true) {
        int status = (int) jxl.process.invokeExact(decoder);
        switch (status) {
          case BASIC_INFO -> learnSize();
          case COLOUR -> profile = profile();
          case NEED_BUFFER -> giveBuffer();
          case FULL_IMAGE -> {
            Samples samples = samples();
            return BoxReducer.reduce(
                Shown.by(profile).of(samples),
                BoxReducer.factorFor(samples.width(), samples.height()));
          }
          case NEED_MORE_INPUT, SUCCESS -> throw new EOFException();
          case ERROR -> throw new IOException("its data make no sense, or end too early");
          default -> {} // an event that needs no answer
        }
      }
    }

    private boolean hasAlpha() {
      return info.get(JAVA_INT, ALPHA_BITS_AT) > 0;
    }

    private void learnSize() throws Throwable {
      require((int) jxl.basicInfo.invokeExact(decoder, info));
      decoding.checkSize(info.get(JAVA_INT, WIDTH_AT), info.get(JAVA_INT, HEIGHT_AT));
      long pixels = (long) decoding.width() * decoding.height();
      decoding.reserve(HEAP_BYTES * pixels, OUTSIDE_BYTES * pixels);
      format.set(JAVA_INT, 0, hasAlpha() ? 4 : 3);
      format.set(JAVA_INT, 4, UINT8);
    }

    private byte[] profile() throws Throwable {
      MemorySegment sizeAt = arena.allocate(JAVA_LONG);
      int status =
          jxl.profileTakesFormat
              ? (int) jxl.profileSize.invokeExact(decoder, format, OF_PIXELS, sizeAt)
              : (int) jxl.profileSize.invokeExact(decoder, OF_PIXELS, sizeAt);
      long size = sizeAt.get(JAVA_LONG, 0);
      if (status != SUCCESS || size < 1 || size > EmbeddedProfile.MOST_BYTES) {
        return new byte[0];
      }
      MemorySegment icc = arena.allocate(size);
      status =
          jxl.profileTakesFormat
              ? (int) jxl.profile.invokeExact(decoder, format, OF_PIXELS, icc, size)
              : (int) jxl.profile.invokeExact(decoder, OF_PIXELS, icc, size);
      return status == SUCCESS ? icc.toArray(JAVA_BYTE) : new byte[0];
    }

    private void giveBuffer() throws Throwable {
      MemorySegment sizeAt = arena.allocate(JAVA_LONG);
      require((int) jxl.bufferSize.invokeExact(decoder, format, sizeAt));
      pixels = arena.allocate(sizeAt.get(JAVA_LONG, 0));
      require((int) jxl.setBuffer.invokeExact(decoder, format, pixels, pixels.byteSize()));
    }

    private Samples samples() throws IOException {
      int width = info.get(JAVA_INT, WIDTH_AT);
      int height = info.get(JAVA_INT, HEIGHT_AT);
      long stride = (hasAlpha() ? 4L : 3L) * width;
      if (pixels.byteSize() < stride * height) {
        throw new EOFException();
      }
      return InterleavedSamples.copy(
          pixels, stride, width, height, hasAlpha(), info.get(JAVA_INT, PREMULTIPLIED_AT) != 0);
    }

    private static void require(int status) throws IOException {
      if (status != SUCCESS) {
        throw new IOException("its decoder answers with status " + status);
      }
    }
  }
}
