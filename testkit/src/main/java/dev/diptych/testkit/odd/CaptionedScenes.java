package dev.diptych.testkit.odd;

import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The evaluation scenes, one after the other, with what is true of each. */
final class CaptionedScenes {

  private static final Pattern CAPTION = Pattern.compile("\"caption\": \"([^\"]+)\"");

  private final List<String> captions = new ArrayList<>();
  private int next;

  CaptionedScenes() {
    try {
      String json = Files.readString(Fixtures.path("scenes-eval/eval.json"));
      Matcher matcher = CAPTION.matcher(json);
      while (matcher.find()) {
        captions.add(matcher.group(1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A scene and a sentence that is true of it. */
  record Scene(Drawing drawing, String caption) {}

  /** {@return the next scene} */
  Scene take() {
    int number = next++ % captions.size();
    try {
      return new Scene(
          JpegFile.read(
              Fixtures.path(String.format(Locale.ROOT, "scenes-eval/images/%03d.png", number))),
          captions.get(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the caption of another scene than the one taken last} */
  String foreignCaption() {
    return captions.get((next + captions.size() / 2) % captions.size());
  }
}
