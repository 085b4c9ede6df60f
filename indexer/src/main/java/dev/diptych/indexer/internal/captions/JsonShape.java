package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.JsonCaptions.Texts;
import dev.diptych.indexer.internal.captions.NotCaptionsException.Instead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** How a JSON document holds captions. */
enum JsonShape {
  /** An array of objects, each with picture and texts. */
  ARRAY,
  /** Objects one behind the other. */
  OBJECTS,
  /**
   * COCO's: {@code images} with id and file name, {@code annotations} with image id and caption.
   */
  COCO,
  /** Karpathy's: {@code images} with file name and {@code sentences}. */
  KARPATHY;

  /** What Google Takeout says of an album. */
  private static final Set<String> ALBUM =
      Set.of(
          "title",
          "description",
          "access",
          "date",
          "location",
          "geoData",
          "enrichments",
          "sharedAlbumComments");

  private static final Set<String> TITLE_AND_TEXT = Set.of("title", "description");

  private static final int ENTRIES_LOOKED_AT = 100;

  /** Bytes in which a document must show its shape; of COCO's files, the pictures are 40 MB. */
  private static final long LOOKED_AT = 1L << 28;

  /**
   * Looks at a document's beginning.
   *
   * @throws NotCaptionsException when it is of another shape, saying of which
   */
  static JsonShape of(Path file, Texts wanted) throws IOException, NotCaptionsException {
    try (JsonParser parser = JsonCaptions.parser(file, LOOKED_AT)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new NotCaptionsException("not a caption file: it is empty", Instead.DAMAGED);
      }
      return switch (first) {
        case START_ARRAY -> ofArray(parser, wanted);
        case START_OBJECT -> ofObject(parser, wanted);
        default ->
            throw new NotCaptionsException(
                "not a caption file: neither JSON objects nor an array of them");
      };
    } catch (JacksonException e) {
      if (Files.size(file) > LOOKED_AT) {
        throw new NotCaptionsException(
            "not a caption file: its first %s MiB of JSON show no captions"
                .formatted(LOOKED_AT >> 20));
      }
      throw new NotCaptionsException(
          "not a caption file: no JSON: " + JsonCaptions.explain(e), Instead.DAMAGED);
    }
  }

  private static JsonShape ofArray(JsonParser parser, Texts wanted) throws NotCaptionsException {
    JsonEntry first = null;
    for (int i = 0; i < ENTRIES_LOOKED_AT; i++) {
      JsonToken token = parser.nextToken();
      if (token == null || token == JsonToken.END_ARRAY) {
        break;
      }
      if (token == JsonToken.START_OBJECT) {
        JsonEntry entry = JsonEntry.read(parser);
        first = first == null ? entry : first;
        if (isWanted(entry, wanted)) {
          return ARRAY;
        }
      } else {
        parser.skipChildren();
      }
    }
    throw new NotCaptionsException(
        first == null
            ? "not a caption file: a JSON array without objects in it"
            : "not a caption file: a JSON array of objects with the members %s, none of them with a picture and its captions"
                .formatted(first.members()));
  }

  private static JsonShape ofObject(JsonParser parser, Texts wanted) throws NotCaptionsException {
    Lists lists = new Lists();
    JsonEntry entry = JsonEntry.read(parser, lists);
    if (isTakeout(entry.memberNames())) {
      throw new NotCaptionsException(
          "a side file of Google Takeout, with date and place of a picture or an album",
          Instead.TAKEOUT);
    }
    if (lists.imagesWithTexts) {
      return KARPATHY;
    }
    if (lists.images && lists.texts) {
      return COCO;
    }
    if (isWanted(entry, wanted)) {
      return OBJECTS;
    }
    throw new NotCaptionsException(
        "not a caption file: a JSON object with the members %s; read are arrays of objects with image and caption, captions of COCO, splits of Karpathy, and JSONL"
            .formatted(entry.members()));
  }

  private static boolean isTakeout(Set<String> members) {
    return members.contains("albumData")
        || members.contains("photoTakenTime")
        || members.contains("googlePhotosOrigin")
        || members.equals(Set.of("title"))
        || (ALBUM.containsAll(members) && !TITLE_AND_TEXT.containsAll(members));
  }

  /** Looks into the lists that COCO's and Karpathy's files have. */
  private static final class Lists implements JsonEntry.Onlooker {

    private boolean images;
    private boolean imagesWithTexts;
    private boolean texts;

    @Override
    public boolean reads(String name, JsonParser parser) {
      boolean ofImages = name.equals("images");
      if (parser.currentToken() != JsonToken.START_ARRAY
          || !(ofImages || name.equals("annotations"))) {
        return false;
      }
      int entries = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() == JsonToken.START_OBJECT && entries++ < ENTRIES_LOOKED_AT) {
          look(ofImages, JsonEntry.read(parser));
        } else {
          parser.skipChildren();
        }
      }
      return true;
    }

    private void look(boolean ofImages, JsonEntry entry) {
      if (ofImages) {
        images |= entry.hasImage() && entry.id("id") != null;
        imagesWithTexts |= entry.hasImage() && entry.hasTexts();
      } else {
        texts |= entry.hasTexts() && entry.id("image_id") != null;
      }
    }
  }

  private static boolean isWanted(JsonEntry entry, Texts wanted) {
    return switch (wanted) {
      case ANY -> entry.hasTexts() || entry.hasImage();
      case OF_IMAGES -> entry.hasTexts() && entry.hasImage();
    };
  }

  /** Goes to where the entries begin. */
  void enter(JsonParser parser) {
    switch (this) {
      case ARRAY -> parser.nextToken();
      case OBJECTS -> {}
      case COCO -> enterMember(parser, "annotations");
      case KARPATHY -> enterMember(parser, "images");
    }
  }

  /**
   * Goes into an array among the members of the outermost object; {@return whether there is one}
   */
  static boolean enterMember(JsonParser parser, String name) {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = name.equals(parser.currentName());
      if (parser.nextToken() == JsonToken.START_ARRAY && found) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }
}
