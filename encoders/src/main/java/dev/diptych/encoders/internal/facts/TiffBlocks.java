package dev.diptych.encoders.internal.facts;

import com.drew.lang.ByteArrayReader;
import com.drew.lang.GeoLocation;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.iptc.IptcDirectory;
import com.drew.metadata.photoshop.PhotoshopReader;
import dev.diptych.core.Facts;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Place;
import dev.diptych.encoders.internal.image.MetadataBlocks;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file's EXIF and IPTC blocks say.
 *
 * @param exif of the EXIF block
 * @param iptc of the IPTC block
 */
record TiffBlocks(Said exif, Said iptc) {

  private static final Logger LOG = LoggerFactory.getLogger(TiffBlocks.class);

  private static final int[] DATES = {
    ExifDirectoryBase.TAG_DATETIME_ORIGINAL,
    ExifDirectoryBase.TAG_DATETIME_DIGITIZED,
    ExifDirectoryBase.TAG_DATETIME
  };

  static TiffBlocks read(Optional<PictureFormat> format, byte[] file) {
    Metadata metadata = new Metadata();
    quietly(
        () -> {
          byte[] exif = format.isEmpty() ? new byte[0] : MetadataBlocks.exif(format.get(), file);
          if (exif.length > 0) {
            new ExifReader().extract(new ByteArrayReader(exif), metadata);
          }
        });
    quietly(
        () -> {
          for (byte[] block : MetadataBlocks.photoshop(format, file)) {
            new PhotoshopReader()
                .extract(new SequentialByteArrayReader(block), block.length, metadata);
          }
        });
    return new TiffBlocks(exif(metadata), iptc(metadata));
  }

  /** Whatever a file of a stranger brings about costs its facts, and nothing else. */
  private static void quietly(Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      LOG.debug("Metadata ignored", e);
    }
  }

  private static Said exif(Metadata metadata) {
    String description = text(metadata, ExifDirectoryBase.TAG_IMAGE_DESCRIPTION);
    String comment = windows(metadata, ExifDirectoryBase.TAG_WIN_COMMENT);
    return new Said(
        Arrays.stream(DATES)
            .mapToObj(tag -> date(metadata, tag))
            .flatMap(Optional::stream)
            .findFirst(),
        Cleaned.camera(
            text(metadata, ExifDirectoryBase.TAG_MAKE),
            text(metadata, ExifDirectoryBase.TAG_MODEL)),
        place(metadata),
        new Facts.Words(
            Cleaned.title(windows(metadata, ExifDirectoryBase.TAG_WIN_TITLE)),
            Cleaned.description(description).isEmpty()
                ? Cleaned.description(comment)
                : Cleaned.description(description),
            Cleaned.distinct(
                List.of(windows(metadata, ExifDirectoryBase.TAG_WIN_KEYWORDS).split(";", -1)))));
  }

  private static Optional<LocalDateTime> date(Metadata metadata, int tag) {
    return LocalTimes.parse(text(metadata, tag));
  }

  private static @Nullable String text(Metadata metadata, int tag) {
    for (ExifDirectoryBase directory : metadata.getDirectoriesOfType(ExifDirectoryBase.class)) {
      @Nullable String text = directory.getString(tag, StandardCharsets.UTF_8.name());
      if (text != null && !text.isBlank()) {
        return text;
      }
    }
    return null;
  }

  /** Windows keeps words of its own in two bytes a character, lowest byte first. */
  private static String windows(Metadata metadata, int tag) {
    for (ExifDirectoryBase directory : metadata.getDirectoriesOfType(ExifDirectoryBase.class)) {
      byte @Nullable [] bytes = directory.getByteArray(tag);
      if (bytes != null) {
        return new String(bytes, StandardCharsets.UTF_16LE);
      }
    }
    return "";
  }

  private static Optional<Place> place(Metadata metadata) {
    for (GpsDirectory gps : metadata.getDirectoriesOfType(GpsDirectory.class)) {
      @Nullable GeoLocation point = gps.getGeoLocation();
      if (point != null
          && !point.isZero()
          && Place.isValid(point.getLatitude(), point.getLongitude())) {
        return Optional.of(new Place(point.getLatitude(), point.getLongitude(), ""));
      }
    }
    return Optional.empty();
  }

  private static Said iptc(Metadata metadata) {
    @Nullable IptcDirectory iptc = metadata.getFirstDirectoryOfType(IptcDirectory.class);
    if (iptc == null) {
      return Said.NOTHING;
    }
    String date = iptc.getString(IptcDirectory.TAG_DATE_CREATED);
    String time = iptc.getString(IptcDirectory.TAG_TIME_CREATED);
    @Nullable String title = iptc.getString(IptcDirectory.TAG_OBJECT_NAME);
    return new Said(
        LocalTimes.parse(date == null || time == null ? date : date + " " + time)
            .or(() -> LocalTimes.parse(date)),
        "",
        Optional.empty(),
        new Facts.Words(
            Cleaned.title(title == null ? iptc.getString(IptcDirectory.TAG_HEADLINE) : title),
            Cleaned.description(iptc.getString(IptcDirectory.TAG_CAPTION)),
            Cleaned.distinct(keywords(iptc))));
  }

  private static List<String> keywords(Directory iptc) {
    String @Nullable [] keywords = iptc.getStringArray(IptcDirectory.TAG_KEYWORDS);
    return keywords == null ? List.of() : new ArrayList<>(Arrays.asList(keywords));
  }
}
