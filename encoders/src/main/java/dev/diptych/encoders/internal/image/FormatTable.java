package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.PictureFormat;
import dev.diptych.encoders.FileContent;
import dev.diptych.encoders.FormatSupport;
import java.util.ArrayList;
import java.util.List;

/** The formats, and what this machine has to read them. */
public final class FormatTable {

  private FormatTable() {}

  /** {@return whether a file that begins so is of one of them} */
  public static boolean recognises(byte[] head) {
    return PictureFormat.of(head).isPresent();
  }

  /** {@return what a file that begins so seems to be, where it is of none of them} */
  public static FileContent contentOf(byte[] head) {
    return ContentGuess.content(head);
  }

  /** {@return whether a failure says that a file is sound, but of a kind that is not read here} */
  public static boolean isKindNotRead(DiptychException failure) {
    return failure.getCause() instanceof UnsupportedKindException;
  }

  /** {@return one line a format} */
  public static List<FormatSupport> all() {
    List<FormatSupport> all = new ArrayList<>();
    for (PictureFormat format : PictureFormat.values()) {
      String lack = MissingDecoder.lack(format);
      all.add(
          lack.isEmpty()
              ? new FormatSupport(format.title(), true, reader(format), "")
              : new FormatSupport(format.title(), false, lack, MissingDecoder.advice(format)));
    }
    all.add(new FormatSupport("CR2, NEF, ARW, DNG", true, "Diptych, the JPEG preview in them", ""));
    return List.copyOf(all);
  }

  private static String reader(PictureFormat format) {
    return switch (format) {
      case HEIC, AVIF -> "libheif " + Heif.installed().map(Heif::version).orElse("");
      case JXL -> "libjxl " + Jxl.installed().map(Jxl::version).orElse("");
      case JPEG, PNG, GIF, BMP, WEBP, TIFF -> "Diptych";
    };
  }
}
