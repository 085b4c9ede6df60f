package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.util.function.UnaryOperator;

/**
 * How the samples of a picture turn into what people see: its colours to sRGB, then white under
 * what is transparent. Parts of a picture may be turned one after the other.
 *
 * @param profile the ICC profile that says what the colours mean, empty without one
 * @param mend sets samples right before, where a plug-in is known to err
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Shown(byte[] profile, UnaryOperator<Samples> mend) {

  /** By the profile that a file embeds. */
  static Shown of(PictureFormat format, byte[] file) {
    return new Shown(
        EmbeddedProfile.find(format, file),
        format == PictureFormat.PNG ? PngTransparency.of(file) : UnaryOperator.identity());
  }

  /** By a profile that a decoder gives. */
  static Shown by(byte[] profile) {
    return new Shown(profile, UnaryOperator.identity());
  }

  /** Turns samples, in place where they are three channels already. */
  RgbSamples of(Samples stored) {
    Samples samples = mend.apply(stored);
    return Paper.under(ColourProfile.toSrgb(samples, profile), samples.alpha());
  }
}
