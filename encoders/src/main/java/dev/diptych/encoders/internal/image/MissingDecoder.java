package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PictureFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what to install where a format's library, or its decoder, is missing. */
final class MissingDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(MissingDecoder.class);
  private static final Map<PictureFormat, Boolean> SAID = new ConcurrentHashMap<>();

  private MissingDecoder() {}

  /** The reason for one file; the first time for a format it is said aloud what to install. */
  static DiptychException exception(PictureFormat format, String name) {
    String lack = lack(format);
    if (SAID.putIfAbsent(format, true) == null) {
      LOG.warn(
          "{} pictures are passed over: {}. {}. They are taken by the next run after that.",
          format.title(),
          lack,
          advice(format));
    }
    return new DiptychException(
        ErrorCode.UNREADABLE_IMAGE,
        "cannot read \"%s\": it is a %s picture, and %s; install it (diptych doctor formats says how), or save it as JPEG"
            .formatted(name, format.title(), lack),
        new UnsupportedKindException("a %s picture".formatted(format.title()), lack));
  }

  /** {@return what is missing on this machine, empty when nothing is} */
  static String lack(PictureFormat format) {
    String lack =
        switch (format) {
          case HEIC, AVIF -> HeifDecoder.lack(format);
          case JXL -> Jxl.installed().isPresent() ? null : "libjxl is not installed";
          case JPEG, PNG, GIF, BMP, WEBP, TIFF -> null;
        };
    return lack == null ? "" : lack;
  }

  /** {@return how to install the library of a format} */
  static String advice(PictureFormat format) {
    return switch (format) {
      case HEIC ->
          "Debian, Ubuntu: apt install libheif1 libheif-plugin-libde265 (older: libheif1 alone);"
              + " Fedora: dnf install libheif-freeworld (RPM Fusion); macOS: brew install libheif;"
              + " Windows: libheif of MSYS2 or vcpkg on PATH";
      case AVIF ->
          "Debian, Ubuntu: apt install libheif1 libheif-plugin-aomdec (older: libheif1 alone);"
              + " Fedora: dnf install libheif; macOS: brew install libheif;"
              + " Windows: libheif of MSYS2 or vcpkg on PATH";
      case JXL ->
          "Debian, Ubuntu: apt install libjxl0.7 (newer: the newest libjxl0.x);"
              + " Fedora: dnf install libjxl; macOS: brew install jpeg-xl;"
              + " Windows: libjxl of MSYS2 or vcpkg on PATH";
      case JPEG, PNG, GIF, BMP, WEBP, TIFF -> "nothing need be installed";
    };
  }
}
