package dev.diptych.indexer.internal.captions;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Texts of a picture that stand beside it in an archive. */
public final class TarTexts {

  private TarTexts() {}

  /**
   * {@return the texts of a {@code .txt}, each line that is not blank one}
   *
   * @throws NotCaptionsException when it holds no text
   */
  public static List<String> ofText(byte[] content) throws IOException, NotCaptionsException {
    try (TextLines lines = new TextLines(new ByteArrayInputStream(content))) {
      return Sidecar.read(lines);
    }
  }

  /**
   * {@return the texts of a {@code .json}: what its member {@code caption}, {@code text} or the
   * like says}
   *
   * @throws NotCaptionsException when it holds no captions
   */
  public static List<String> ofJson(byte[] content) throws NotCaptionsException {
    try (JsonParser parser = JsonEntry.JSON.createParser(content)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new NotCaptionsException("not a JSON object");
      }
      return switch (JsonEntry.read(parser).toCaptions(1, 0, "the sample's")) {
        case CaptionEntry.Texts texts -> texts.texts();
        case CaptionEntry.Unusable unusable -> throw new NotCaptionsException(unusable.reason());
        case CaptionEntry.Address _ -> throw new NotCaptionsException("it holds no text");
      };
    } catch (JacksonException e) {
      throw new NotCaptionsException("no JSON: " + JsonCaptions.explain(e));
    }
  }
}
