package dev.diptych.encoders.internal.image;

import java.awt.Point;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ProfileDataException;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Colours of an embedded ICC profile to sRGB, with perceptual intent, as Pillow's ImageCms does it
 * by default. A profile that is damaged, or does not fit the samples, is ignored, as everywhere.
 *
 * <p>The few profiles that a library is full of are judged once: most say sRGB, and cost nothing
 * then. Thread-safe.
 */
final class ColourProfile {

  private static final Logger LOG = LoggerFactory.getLogger(ColourProfile.class);

  private static final ICC_Profile SRGB = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
  private static final int CLASS_AT = 12;
  private static final int PIXELS_AT_A_TIME = 1 << 16;
  private static final int MOST_KEPT = 16;
  private static final int MOST_KEPT_BYTES = 1 << 20;

  /** How far a profile may turn colours that is taken for sRGB: what rounding does. */
  private static final int NO_DIFFERENCE = 1;

  private static final Map<Key, Optional<ICC_Profile>> JUDGED =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<ICC_Profile>> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private ColourProfile() {}

  /**
   * Turns samples to sRGB.
   *
   * @param icc the profile's bytes, empty for none
   */
  static RgbSamples toSrgb(Samples samples, byte[] icc) {
    ICC_Profile profile = icc.length == 0 ? null : judged(icc, samples.channels()).orElse(null);
    if (profile == null) {
      return samples.toRgb();
    }
    try {
      return convert(samples, profile);
    } catch (CMMException | ProfileDataException | IllegalArgumentException e) {
      LOG.debug("Colour profile ignored", e);
      return samples.toRgb();
    }
  }

  /** {@return whether these bytes are a profile that changes samples of so many channels} */
  static boolean matters(byte[] icc, int channels) {
    return icc.length > 0 && judged(icc, channels).isPresent();
  }

  private static Optional<ICC_Profile> judged(byte[] icc, int channels) {
    Key key = new Key(icc, channels);
    synchronized (JUDGED) {
      Optional<ICC_Profile> known = JUDGED.get(key);
      if (known != null) {
        return known;
      }
    }
    Optional<ICC_Profile> profile = judge(icc, channels);
    if (icc.length <= MOST_KEPT_BYTES) {
      synchronized (JUDGED) {
        JUDGED.put(key, profile);
      }
    }
    return profile;
  }

  /** {@return the profile, empty when it is none, does not fit, or says sRGB} */
  private static Optional<ICC_Profile> judge(byte[] icc, int channels) {
    if (icc.length > EmbeddedProfile.MOST_BYTES || icc.length < 128) {
      return Optional.empty();
    }
    try {
      ICC_Profile profile = ICC_Profile.getInstance(asInput(icc));
      int expected =
          switch (profile.getColorSpaceType()) {
            case ColorSpace.TYPE_GRAY -> 1;
            case ColorSpace.TYPE_RGB -> 3;
            case ColorSpace.TYPE_CMYK -> 4;
            default -> 0;
          };
      if (expected != channels) {
        return Optional.empty();
      }
      return isPlain(profile, channels) ? Optional.empty() : Optional.of(profile);
    } catch (CMMException | ProfileDataException | IllegalArgumentException e) {
      LOG.debug("Colour profile ignored", e);
      return Optional.empty();
    }
  }

  /**
   * Java renders output profiles, such as those of printers, colorimetrically; read as the profile
   * of a scanner the same tables are rendered perceptually.
   */
  private static byte[] asInput(byte[] icc) {
    if (!Bytes.starts(icc, CLASS_AT, "prtr")) {
      return icc;
    }
    byte[] copy = icc.clone();
    copy[CLASS_AT] = 's';
    copy[CLASS_AT + 1] = 'c';
    copy[CLASS_AT + 2] = 'n';
    copy[CLASS_AT + 3] = 'r';
    return copy;
  }

  /** Whether converting changes nothing, tried on a lattice of colours. */
  private static boolean isPlain(ICC_Profile profile, int channels) {
    if (channels == 4) {
      return false;
    }
    int steps = channels == 1 ? 256 : 17;
    int pixels = channels == 1 ? steps : steps * steps * steps;
    byte[] colours = new byte[channels * pixels];
    for (int i = 0; i < pixels; i++) {
      for (int channel = 0, rest = i; channel < channels; channel++, rest /= steps) {
        colours[channels * i + channel] = (byte) (rest % steps * 255 / (steps - 1));
      }
    }
    Samples lattice = new Samples(pixels, 1, channels, colours, null);
    byte[] plain = lattice.toRgb().rgb().clone();
    byte[] turned = convert(lattice, profile).rgb();
    for (int i = 0; i < turned.length; i++) {
      if (Math.abs((turned[i] & 0xff) - (plain[i] & 0xff)) > NO_DIFFERENCE) {
        return false;
      }
    }
    return true;
  }

  /** Converts a part at a time, three channels in place. */
  private static RgbSamples convert(Samples samples, ICC_Profile profile) {
    int channels = samples.channels();
    int pixels = samples.width() * samples.height();
    byte[] rgb = channels == 3 ? samples.colours() : new byte[3 * pixels];
    ColorConvertOp op = new ColorConvertOp(new ICC_Profile[] {profile, SRGB}, null);
    for (int from = 0; from < pixels; from += PIXELS_AT_A_TIME) {
      int count = Math.min(PIXELS_AT_A_TIME, pixels - from);
      byte[] part =
          Arrays.copyOfRange(samples.colours(), channels * from, channels * (from + count));
      byte[] target = new byte[3 * count];
      op.filter(line(part, count, channels), line(target, count, 3));
      System.arraycopy(target, 0, rgb, 3 * from, target.length);
    }
    return new RgbSamples(samples.width(), samples.height(), rgb);
  }

  private static WritableRaster line(byte[] data, int pixels, int channels) {
    int[] offsets = new int[channels];
    Arrays.setAll(offsets, i -> i);
    return Raster.createInterleavedRaster(
        new DataBufferByte(data, data.length),
        pixels,
        1,
        pixels * channels,
        channels,
        offsets,
        new Point());
  }

  /** A profile's bytes, compared by content. */
  private static final class Key {
    private final byte[] icc;
    private final int channels;
    private final int hash;

    Key(byte[] icc, int channels) {
      this.icc = icc;
      this.channels = channels;
      this.hash = 31 * Arrays.hashCode(icc) + channels;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.channels == channels && Arrays.equals(key.icc, icc);
    }
  }
}
