package dev.diptych.encoders.internal.ocr;

import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.internal.ocr.LineReader.Pixels;
import dev.diptych.encoders.internal.ocr.ReadingOrder.Placed;
import java.util.ArrayList;
import java.util.List;

/** Finds lines of text in a picture, reads each, and keeps what it is sure of. Thread-safe. */
public final class PictureTextReader implements AutoCloseable {

  /** A line is kept from here on: noise is read below. */
  private static final double SURE = 0.7;

  /** A single sign is soon found in anything. */
  private static final double SURE_OF_ONE = 0.9;

  /** What is read so surely is not read the other way round, too. */
  private static final double CERTAIN = 0.9;

  /** Upright text is the usual: another way must be surer by this. */
  private static final double BENEFIT = 0.05;

  /** From here on text runs along the longer side. */
  private static final double LONG = 1.5;

  private final TextDetector detector;
  private final LineReader reader;

  /**
   * @param detector this one's from now on
   * @param reader likewise
   */
  public PictureTextReader(TextDetector detector, LineReader reader) {
    this.detector = detector;
    this.reader = reader;
  }

  /** {@return the rows of text, from the top} */
  public List<String> read(RgbImage image) {
    List<TextBox> boxes = detector.find(image);
    if (boxes.isEmpty()) {
      return List.of();
    }
    Pixels pixels = new Pixels(image);
    List<Placed> lines = new ArrayList<>();
    for (TextBox box : boxes) {
      Placed line = line(pixels, box.upright());
      if (isText(line)) {
        lines.add(line);
      }
    }
    return ReadingOrder.rows(lines).stream().map(PictureTextReader::text).toList();
  }

  private static String text(List<Placed> row) {
    List<String> texts = row.stream().map(Placed::text).toList();
    String fromTheLeft = String.join(" ", texts);
    return ScriptDirection.isRightToLeft(fromTheLeft)
        ? String.join(" ", texts.reversed())
        : fromTheLeft;
  }

  /** Reads the most upright way first, and the others where that is not sure. */
  private Placed line(Pixels pixels, TextBox upright) {
    boolean wide = upright.width() >= LONG * upright.height();
    boolean high = upright.height() >= LONG * upright.width();
    int first = high ? 1 : 0;
    int step = wide || high ? 2 : 1;
    Placed best = read(pixels, upright.turned(first));
    double bestConfidence = best.confidence() + (high ? 0 : BENEFIT);
    for (int turn = first + step; turn < 4 && bestConfidence < CERTAIN; turn += step) {
      Placed other = read(pixels, upright.turned(turn));
      if (other.confidence() > bestConfidence) {
        best = other;
        bestConfidence = other.confidence();
      }
    }
    return best;
  }

  private Placed read(Pixels pixels, TextBox box) {
    ReadLine line = reader.read(pixels, box);
    return new Placed(box, ScriptDirection.inReadingOrder(line.text()), line.confidence());
  }

  private static boolean isText(Placed line) {
    long signs = line.text().codePoints().filter(Character::isLetterOrDigit).count();
    return signs > 0 && line.confidence() >= (signs == 1 ? SURE_OF_ONE : SURE);
  }

  @Override
  public void close() {
    try {
      detector.close();
    } finally {
      reader.close();
    }
  }
}
