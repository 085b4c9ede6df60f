package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Captions as Flickr8k and Flickr30k come: a line is {@code PICTURE#NUMBER}, a tab, and the text;
 * there is no header.
 */
final class TokenCaptions extends CaptionFile {

  private final TextLines lines;

  private TokenCaptions(TextLines lines) {
    this.lines = lines;
  }

  static TokenCaptions open(Path file) throws IOException, NotCaptionsException {
    try (TextLines beginning = new TextLines(file)) {
      Line first = nextFilled(beginning);
      if (first == null || !isToken(first)) {
        throw new NotCaptionsException(
            "not a caption file: its first line is not a picture with # and a number, a tab, and a text");
      }
    }
    return new TokenCaptions(new TextLines(file));
  }

  /** {@return whether a line has the form of this format} */
  static boolean isToken(Line line) {
    return !line.cut() && hash(line.text()) > 0;
  }

  @Override
  public @Nullable CaptionEntry next() throws IOException {
    Line line = nextFilled(lines);
    if (line == null) {
      return null;
    }
    int number = line.number();
    int hash = line.cut() ? -1 : hash(line.text());
    if (hash < 0) {
      return new CaptionEntry.Unusable(
          number, number, null, "not a picture with # and a number, a tab, and a text");
    }
    String image = line.text().substring(0, hash).strip();
    String text = line.text().substring(line.text().indexOf('\t')).strip();
    return text.isEmpty()
        ? new CaptionEntry.Unusable(number, number, image, "the text is empty")
        : new CaptionEntry.Texts(number, number, image, List.of(text));
  }

  @Override
  public String withoutImages() {
    return "no line names a picture";
  }

  /** {@return where the picture's name ends, -1 where the line is of another form} */
  private static int hash(String line) {
    int tab = line.indexOf('\t');
    int hash = tab < 0 ? -1 : line.lastIndexOf('#', tab);
    if (hash < 1 || hash + 1 == tab || line.substring(0, hash).isBlank()) {
      return -1;
    }
    for (int i = hash + 1; i < tab; i++) {
      if (line.charAt(i) < '0' || line.charAt(i) > '9') {
        return -1;
      }
    }
    return hash;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
