package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.remote.RemoteAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one JSON object says of a picture and its texts. Everything else of it is passed over
 * without being kept, so that an object may be of any size.
 */
final class JsonEntry {

  /** Reads {@code NaN} and infinities too, which Python writes. */
  static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(1 << 24).build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final int LONGEST_TEXT = 1 << 20;
  private static final int MOST_TEXTS = 10_000;
  private static final int MEMBERS_TOLD = 10;
  private static final int MEMBERS_KEPT = 100;

  /** Members that are compared with others: COCO's. */
  private static final List<String> IDS = List.of("id", "image_id");

  private final Map<String, String> images = new LinkedHashMap<>();
  private final Map<String, List<String>> texts = new LinkedHashMap<>();
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Map<String, String> problems = new LinkedHashMap<>();
  private final List<String> members = new ArrayList<>();
  private final Set<String> memberNames = new HashSet<>();
  private @Nullable String url;

  private JsonEntry() {}

  /** Looks at a member's value before it is taken; leaves the parser at the end of the value. */
  interface Onlooker {
    /** {@return whether the value was read} */
    boolean reads(String name, JsonParser parser);
  }

  /** Reads an object whose opening brace was just read, to its closing brace. */
  static JsonEntry read(JsonParser parser) {
    return read(parser, (name, value) -> false);
  }

  /** As {@link #read(JsonParser)}, with somebody who looks at the members. */
  static JsonEntry read(JsonParser parser, Onlooker onlooker) {
    JsonEntry entry = new JsonEntry();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (entry.members.size() < MEMBERS_TOLD) {
        entry.members.add(Shortened.text(name));
      }
      if (entry.memberNames.size() < MEMBERS_KEPT) {
        entry.memberNames.add(Shortened.text(name));
      }
      parser.nextToken();
      if (!onlooker.reads(name, parser)) {
        entry.take(CaptionNames.normalised(name), parser);
      }
    }
    return entry;
  }

  private void take(String name, JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (CaptionNames.IMAGES.contains(name)) {
      takeImage(name, parser);
    } else if (CaptionNames.TEXTS.contains(name) || CaptionNames.TEXTS_OF_IMAGES.contains(name)) {
      takeTexts(name, parser);
    } else if (name.equals(CaptionNames.URL) && token == JsonToken.VALUE_STRING) {
      url = parser.getString();
    } else if (IDS.contains(name) && token.isScalarValue()) {
      ids.put(name, Shortened.text(parser.getString()));
    }
    parser.skipChildren();
  }

  private void takeImage(String name, JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      images.put(name, parser.getString());
    } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
      problems.put(name, "the image is not a string");
    }
  }

  private void takeTexts(String name, JsonParser parser) {
    List<String> found = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        takeText(name, parser, found);
      }
    } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
      takeText(name, parser, found);
    } else {
      return;
    }
    texts.put(name, found);
  }

  /** A text is a string, or an object that holds it as {@code raw}, as Karpathy's sentences do. */
  private void takeText(String name, JsonParser parser, List<String> found) {
    String text = null;
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      text = parser.getString();
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean raw = parser.currentName().equals("raw");
        if (parser.nextToken() == JsonToken.VALUE_STRING && raw) {
          text = parser.getString();
        }
        parser.skipChildren();
      }
    } else {
      parser.skipChildren();
    }
    if (text == null) {
      problems.put(name, "a text is not a string");
    } else if (text.length() > LONGEST_TEXT) {
      problems.put(name, "a text is longer than 1 MiB");
    } else if (found.size() >= MOST_TEXTS) {
      problems.put(name, "it has more than %s texts".formatted(MOST_TEXTS));
    } else if (!text.isBlank()) {
      found.add(text.strip());
    }
  }

  /** {@return the names of its first {@value #MEMBERS_KEPT} members} */
  Set<String> memberNames() {
    return memberNames;
  }

  /** {@return whether it names a picture, in whatever form} */
  boolean hasImage() {
    return namesImage() || address() != null;
  }

  private boolean namesImage() {
    return CaptionNames.IMAGES.stream().anyMatch(n -> images.containsKey(n) || isOdd(n));
  }

  /** {@return its address of the web, where that is one of a picture; else null} */
  private @Nullable String address() {
    String address = url;
    return address != null && CaptionNames.isPictureAddress(address, textName()) ? address : null;
  }

  /** {@return whether it has texts, in whatever form} */
  boolean hasTexts() {
    return textName() != null;
  }

  /** {@return a scalar member as a string, null where there is none} */
  @Nullable String id(String name) {
    return ids.get(name);
  }

  /** {@return a picture's name by its member, null where there is none} */
  @Nullable String image(String name) {
    return images.get(name);
  }

  /** {@return the first of its members' names, for messages} */
  String members() {
    return members.isEmpty() ? "none" : String.join(", ", members);
  }

  /** {@return the picture that it names, null where it names none} */
  @Nullable String image() {
    for (String name : CaptionNames.IMAGES) {
      String image = images.get(name);
      if (image != null) {
        return image.isBlank() ? null : image;
      }
    }
    return address();
  }

  /**
   * {@return the entry}
   *
   * @param row its place in the file
   * @param line its line, 0 where the file has no lines
   */
  CaptionEntry toCaptions(int row, int line) {
    return toCaptions(row, line, image());
  }

  /** As {@link #toCaptions(int, int)}, of a picture that is known by other means. */
  CaptionEntry toCaptions(int row, int line, @Nullable String image) {
    if (image == null) {
      for (String name : CaptionNames.IMAGES) {
        if (isOdd(name) && !images.containsKey(name)) {
          return unusable(row, line, null, problems.getOrDefault(name, ""));
        }
      }
    }
    String name = textName();
    if (name == null && image != null && RemoteAddress.isAddress(image)) {
      return new CaptionEntry.Address(row, line, image);
    }
    if (name == null) {
      return unusable(row, line, image, "no member named caption or text");
    }
    if (isOdd(name)) {
      return unusable(row, line, image, problems.getOrDefault(name, ""));
    }
    List<String> found = texts.getOrDefault(name, List.of());
    return found.isEmpty()
        ? unusable(row, line, image, "the text is empty")
        : new CaptionEntry.Texts(row, line, image, found);
  }

  private @Nullable String textName() {
    for (String name : CaptionNames.TEXTS) {
      if (texts.containsKey(name)) {
        return name;
      }
    }
    if (namesImage()) {
      for (String name : CaptionNames.TEXTS_OF_IMAGES) {
        if (texts.containsKey(name)) {
          return name;
        }
      }
    }
    return null;
  }

  private boolean isOdd(String name) {
    return problems.containsKey(name);
  }

  private static CaptionEntry unusable(int row, int line, @Nullable String image, String reason) {
    return new CaptionEntry.Unusable(row, line, image, reason);
  }
}
