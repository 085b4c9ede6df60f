package dev.diptych.encoders.internal.facts;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.ParseOptions;
import com.adobe.internal.xmp.properties.XMPProperty;
import dev.diptych.core.Facts;
import dev.diptych.core.Place;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a block of XMP says, whether it stands in a picture or in a file of its own. */
final class XmpBlock {

  private static final Logger LOG = LoggerFactory.getLogger(XmpBlock.class);

  private static final byte[] START = "<x:xmpmeta".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "</x:xmpmeta>".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 4 << 20;

  private static final String LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/";
  private static final int MOST_TAGS = 1000;

  /** Degrees and minutes, or degrees, minutes and seconds, and the half of the Earth. */
  private static final Pattern COORDINATE =
      Pattern.compile(
          "([0-9]{1,3}),([0-9]{1,2}(?:\\.[0-9]{1,12})?)(?:,([0-9]{1,2}(?:\\.[0-9]{1,9})?))?([NSEW])");

  private XmpBlock() {}

  /** {@return the first block in a file; made to be found without knowing the file's format} */
  static Optional<byte[]> find(byte[] file) {
    int start = indexOf(file, START, 0);
    int end = start < 0 ? -1 : indexOf(file, END, start);
    return end < 0 || end - start > LONGEST
        ? Optional.empty()
        : Optional.of(Arrays.copyOfRange(file, start, end + END.length));
  }

  private static int indexOf(byte[] file, byte[] wanted, int from) {
    for (int at = from; at <= file.length - wanted.length; at++) {
      if (file[at] == '<'
          && Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  /** {@return what a block says; nothing where it is damaged} */
  static Said read(byte[] xmp) {
    try {
      // Without document types there are no entities that expand or name other files.
      return said(XMPMetaFactory.parseFromBuffer(xmp, new ParseOptions().setDisallowDoctype(true)));
    } catch (XMPException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.debug("XMP ignored", e);
      return Said.NOTHING;
    }
  }

  private static Said said(XMPMeta xmp) throws XMPException {
    return new Said(
        takenAt(xmp),
        Cleaned.camera(text(xmp, XMPConst.NS_TIFF, "Make"), text(xmp, XMPConst.NS_TIFF, "Model")),
        place(xmp),
        new Facts.Words(
            Cleaned.title(inDefaultLanguage(xmp, "title")),
            Cleaned.description(inDefaultLanguage(xmp, "description")),
            tags(xmp)));
  }

  private static Optional<LocalDateTime> takenAt(XMPMeta xmp) {
    return Stream.of(
            text(xmp, XMPConst.NS_EXIF, "DateTimeOriginal"),
            text(xmp, XMPConst.NS_PHOTOSHOP, "DateCreated"),
            text(xmp, XMPConst.NS_EXIF, "DateTimeDigitized"))
        .map(LocalTimes::parse)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Place> place(XMPMeta xmp) {
    OptionalDouble latitude = coordinate(text(xmp, XMPConst.NS_EXIF, "GPSLatitude"));
    OptionalDouble longitude = coordinate(text(xmp, XMPConst.NS_EXIF, "GPSLongitude"));
    if (latitude.isEmpty()
        || longitude.isEmpty()
        || !Place.isValid(latitude.getAsDouble(), longitude.getAsDouble())) {
      return Optional.empty();
    }
    String name =
        Stream.of("City", "State", "Country")
            .map(part -> Cleaned.title(text(xmp, XMPConst.NS_PHOTOSHOP, part)))
            .filter(part -> !part.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    return Optional.of(new Place(latitude.getAsDouble(), longitude.getAsDouble(), name));
  }

  private static OptionalDouble coordinate(@Nullable String text) {
    Matcher parts = COORDINATE.matcher(Objects.toString(text, "").strip().toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      return OptionalDouble.empty();
    }
    double degrees =
        Integer.parseInt(parts.group(1))
            + Double.parseDouble(parts.group(2)) / 60
            + (parts.group(3) == null ? 0 : Double.parseDouble(parts.group(3)) / 3600);
    boolean negative = parts.group(4).equals("S") || parts.group(4).equals("W");
    return OptionalDouble.of(negative ? -degrees : degrees);
  }

  private static @Nullable String inDefaultLanguage(XMPMeta xmp, String property) {
    try {
      @Nullable XMPProperty text =
          xmp.getLocalizedText(XMPConst.NS_DC, property, null, XMPConst.X_DEFAULT);
      return text == null ? null : text.getValue();
    } catch (XMPException e) {
      return text(xmp, XMPConst.NS_DC, property); // some write it without languages
    }
  }

  private static List<String> tags(XMPMeta xmp) throws XMPException {
    List<String> tags = items(xmp, XMPConst.NS_DC, "subject");
    if (tags.isEmpty()) {
      for (String way : items(xmp, LIGHTROOM, "hierarchicalSubject")) {
        tags.add(way.substring(way.lastIndexOf('|') + 1));
      }
    }
    return Cleaned.distinct(tags);
  }

  private static List<String> items(XMPMeta xmp, String schema, String list) throws XMPException {
    List<String> items = new ArrayList<>();
    int count = Math.min(MOST_TAGS, xmp.countArrayItems(schema, list));
    for (int i = 1; i <= count; i++) {
      @Nullable XMPProperty item = xmp.getArrayItem(schema, list, i);
      if (item != null && item.getValue() != null) {
        items.add(item.getValue());
      }
    }
    return items;
  }

  private static @Nullable String text(XMPMeta xmp, String schema, String property) {
    try {
      return xmp.getPropertyString(schema, property);
    } catch (XMPException e) {
      return null;
    }
  }
}
