package dev.diptych.indexer.internal.patterns;

import dev.diptych.encoders.FileContent;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files that stand beside pictures and hold none: notes of programs and systems, sound, videos,
 * documents. Told by name; by content only where the name says nothing.
 */
public final class SideFiles {

  /** Texts that belong to no picture. */
  public static final String TEXT = ".txt";

  /** What Google's export writes beside each picture. */
  public static final String TAKEOUT = "Takeout .json";

  /** Other programs' notes on a picture. */
  public static final String JSON = ".json";

  private static final Map<String, String> NAMES =
      Map.of(
          "thumbs.db",
          "Thumbs.db",
          "ehthumbs.db",
          "Thumbs.db",
          "ehthumbs_vista.db",
          "Thumbs.db",
          "desktop.ini",
          "desktop.ini",
          ".ds_store",
          ".DS_Store",
          ".localized",
          ".localized",
          "icon\r",
          "Icon",
          "picasa.ini",
          "Picasa.ini",
          ".picasa.ini",
          "Picasa.ini",
          SystemFolders.NO_MEDIA,
          SystemFolders.NO_MEDIA);

  /** What macOS writes on disks that cannot keep its attributes. */
  private static final String APPLE_DOUBLE = "._";

  /** What Google Takeout writes once an account or album. */
  private static final Set<String> TAKEOUT_NAMES =
      Set.of(
          "metadata.json",
          "print-subscriptions.json",
          "shared_album_comments.json",
          "user-generated-memory-titles.json");

  private static final Map<String, String> KINDS = kinds();

  private static final Set<String> PICTURES =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "jif", "png", "apng", "gif", "bmp", "dib", "webp", "tif",
          "tiff", "heic", "heif", "hif", "avif", "jxl", "cr2", "cr3", "crw", "nef", "nrw", "arw",
          "srf", "sr2", "dng", "raf", "orf", "rw2", "pef", "srw", "x3f", "mrw", "3fr", "iiq", "erf",
          "kdc", "psd", "psb", "xcf", "jp2", "j2k", "svg", "exr", "hdr", "tga", "pcx", "ico",
          "icns", "ppm", "pgm", "pbm", "pnm", "pam", "qoi", "dds", "sgi", "xbm", "xpm");

  private SideFiles() {}

  private static Map<String, String> kinds() {
    Map<String, List<String>> extensions =
        Map.of(
            ".xmp", List.of("xmp"),
            ".AAE", List.of("aae"),
            ".dat", List.of("dat"),
            "sound",
                List.of(
                    "mp3", "m4a", "m4b", "aac", "wav", "flac", "ogg", "oga", "opus", "wma", "aif",
                    "aiff", "amr", "mid", "midi", "caf", "ape", "3ga"),
            "video",
                List.of(
                    "mp4", "mov", "m4v", "avi", "mkv", "webm", "mpg", "mpeg", "mts", "m2ts", "wmv",
                    "3gp", "3g2", "flv", "vob", "ogv", "lrv", "insv", "mod", "tod", "mp", "mv4"),
            "document",
                List.of(
                    "pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ods", "ppt", "pptx", "odp",
                    "pages", "numbers", "key", "html", "htm", "md", "epub", "ps", "eps"),
            "archive",
                List.of(
                    "zip", "7z", "rar", "gz", "tar", "tgz", "bz2", "xz", "zst", "iso", "dmg", "cbz",
                    "cbr"));
    Map<String, String> kinds = new HashMap<>();
    extensions.forEach((kind, all) -> all.forEach(extension -> kinds.put(extension, kind)));
    return Map.copyOf(kinds);
  }

  /** {@return the kind of a file whose very name says that it is one of them, else empty} */
  public static Optional<String> kindByName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith(APPLE_DOUBLE)) {
      return Optional.of("AppleDouble");
    }
    String known = NAMES.get(lower);
    return Optional.ofNullable(known == null ? KINDS.get(extension(lower)) : known);
  }

  /** {@return whether Google Takeout calls one of its notes so} */
  public static boolean isTakeoutName(String name) {
    return TAKEOUT_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /** {@return the kind of a file that is no picture, whatever its name} */
  public static String kind(String name, FileContent content) {
    return kindByName(name)
        .orElseGet(
            () ->
                switch (content) {
                  case SOUND -> "sound";
                  case VIDEO -> "video";
                  case ARCHIVE -> "archive";
                  case DOCUMENT -> "document";
                  case PROGRAM -> "program";
                  case TEXT, PICTURE, NOTHING, UNKNOWN -> byExtension(name);
                });
  }

  /** {@return whether a file is called like a picture, so that it should be one} */
  public static boolean isNamedLikePicture(String name) {
    return PICTURES.contains(extension(name.toLowerCase(Locale.ROOT)));
  }

  private static String byExtension(String name) {
    String extension = extension(name.toLowerCase(Locale.ROOT));
    boolean plain =
        !extension.isEmpty()
            && extension.length() <= 10
            && extension.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    return plain ? "." + extension : "other";
  }

  private static String extension(String lower) {
    int dot = lower.lastIndexOf('.');
    return dot < 1 ? "" : lower.substring(dot + 1);
  }
}
