package dev.diptych.encoders.internal.image;

/** The flag by which a WebP file says that it has a colour profile. */
final class WebpProfile {

  private static final int FLAGS = 20;
  private static final int HAS_PROFILE = 0x20;

  private WebpProfile() {}

  /** {@return the file, or a copy that has the flag cleared, so that decoders apply no profile} */
  static byte[] ignore(byte[] file) {
    if (!ImageFormat.starts(file, 12, "VP8X")
        || file.length <= FLAGS
        || (file[FLAGS] & HAS_PROFILE) == 0) {
      return file;
    }
    byte[] copy = file.clone();
    copy[FLAGS] &= ~HAS_PROFILE;
    return copy;
  }
}
