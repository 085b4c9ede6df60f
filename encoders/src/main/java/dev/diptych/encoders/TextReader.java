package dev.diptych.encoders;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.image.BoxReduction;
import dev.diptych.encoders.internal.ocr.LineReader;
import dev.diptych.encoders.internal.ocr.PictureTextReader;
import dev.diptych.encoders.internal.ocr.SignTable;
import dev.diptych.encoders.internal.ocr.TextDetector;
import dev.diptych.encoders.internal.runtime.FloatGraph;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads text in pictures: signs, labels, screens, pages, in any direction. Two models of the PP-OCR
 * kind: one finds lines, one reads a line. What ships inside (PP-OCRv4) reads Chinese and English;
 * models for other languages are read from a folder.
 *
 * <p>Thread-safe. Takes some hundred megabytes outside the heap while it reads, and some tenths of
 * a second a picture with text.
 */
public final class TextReader implements AutoCloseable {

  /** The model that finds lines, in a folder; without it the one inside is taken. */
  private static final String DETECTOR = "det.onnx";

  private static final String READER = "rec.onnx";
  private static final String KEYS = "keys.txt";

  /** The rules beside the models; others make other readers. */
  private static final int RULES = 1;

  /** What is looked at of a picture, at most. */
  private static final double MOST_PIXELS = 8_000_000;

  /** Rows of a line as these models take it. */
  private static final int LINE_HEIGHT = 48;

  private static final long MOST_BYTES = 1L << 29;

  private final String name;
  private final PictureTextReader reader;

  private TextReader(String name, byte[] detector, byte[] lines, byte[] keys) {
    int cores = Runtime.getRuntime().availableProcessors();
    this.name =
        "%s %s %s"
            .formatted(
                name,
                ContentHash.of(
                        ContentHash.of(detector) + ContentHash.of(lines) + ContentHash.of(keys))
                    .substring(0, 8),
                RULES);
    TextDetector finder =
        new TextDetector(FloatGraph.load("the model for finding text", detector, cores));
    try {
      this.reader =
          new PictureTextReader(
              finder,
              new LineReader(
                  FloatGraph.load("the model for reading text", lines, cores),
                  new SignTable(new String(keys, StandardCharsets.UTF_8)),
                  LINE_HEIGHT));
    } catch (RuntimeException | Error e) {
      finder.close();
      throw e;
    }
  }

  /**
   * The reader that ships inside: Chinese and English.
   *
   * @throws DiptychException UNAVAILABLE where ONNX Runtime cannot be loaded
   */
  public static TextReader standard() {
    return new TextReader("PP-OCRv4", inside(DETECTOR), inside(READER), inside(KEYS));
  }

  /**
   * The reader of other models.
   *
   * @param folder holds {@code rec.onnx}, a PP-OCR model that reads lines of 48 pixels, and {@code
   *     keys.txt}, its signs, one a line; perhaps {@code det.onnx}, which finds lines
   * @throws DiptychException NOT_FOUND where these are not there; INVALID_CHECKPOINT where they are
   *     no such models; IO; UNAVAILABLE as {@link #standard}
   */
  public static TextReader of(Path folder) {
    List<String> missing =
        Stream.of(READER, KEYS).filter(file -> !Files.isRegularFile(folder.resolve(file))).toList();
    if (!missing.isEmpty()) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "models for reading text are %s and %s in one folder, but %s has no %s; name the folder that holds them, or no folder for the models inside, which read Chinese and English"
              .formatted(READER, KEYS, folder, String.join(" and no ", missing)));
    }
    Path detector = folder.resolve(DETECTOR);
    return new TextReader(
        String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
        Files.isRegularFile(detector) ? read(detector) : inside(DETECTOR),
        read(folder.resolve(READER)),
        read(folder.resolve(KEYS)));
  }

  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            "%s is larger than 512 MB, which no model for reading text is".formatted(file));
      }
      return bytes;
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read %s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  private static byte[] inside(String file) {
    String resource =
        switch (file) {
          case DETECTOR -> "/models/ch_PP-OCRv4_det_infer.onnx";
          case READER -> "/models/ch_PP-OCRv4_rec_infer.onnx";
          default -> "/models/ppocr_keys_v1.txt";
        };
    try (InputStream in = TextReader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new DiptychException(
            ErrorCode.UNAVAILABLE,
            "this build lacks %s of the models for reading text; install it again"
                .formatted(resource));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read the models inside: %s".formatted(IoReason.of(e)), e);
    }
  }

  /** {@return a name for these models and rules: what another one read may be other text} */
  public String id() {
    return name;
  }

  /**
   * {@return the picture as it is looked at: large ones are made smaller, to eight million pixels}
   */
  public static RgbImage sight(RgbImage image) {
    double pixels = (double) image.width() * image.height();
    return BoxReduction.reduce(image, (int) Math.ceil(Math.sqrt(pixels / MOST_PIXELS)));
  }

  /**
   * Reads a picture.
   *
   * @return the rows of text that it is sure of, from the top, each from the left; none where there
   *     is no text
   */
  public List<String> read(RgbImage image) {
    return reader.read(sight(image));
  }

  @Override
  public void close() {
    reader.close();
  }
}
