package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import dev.diptych.encoders.internal.vp8.KeyFrame;
import java.io.IOException;
import java.util.Arrays;

/** Decodes a WebP file; of an animation the first frame, as it stands on its canvas. */
final class WebpDecoder {

  /** Bytes of a pixel as RGB, twice where it is to be turned. */
  private static final int PIXEL = 6;

  /** The same with alpha and what it is unpacked from. */
  private static final int PIXEL_WITH_ALPHA = 11;

  private WebpDecoder() {}

  static RgbSamples decode(byte[] file, Shown shown, Decoding decoding) throws IOException {
    WebpContainer container = WebpContainer.read(file);
    int width = Math.max(container.canvasWidth(), container.left() + container.width());
    int height = Math.max(container.canvasHeight(), container.top() + container.height());
    decoding.checkSize(width, height);
    Samples frame =
        container.lossless()
            ? PluginDecoder.samples(PictureFormat.WEBP, container.simpleFile(), decoding)
            : lossy(container, decoding);
    decoding.checkSize(width, height); // the decoders saw the frame alone
    boolean fills = frame.width() == width && frame.height() == height;
    return BoxReducer.reduce(
        shown.of(fills ? frame : onCanvas(frame, container.left(), container.top(), width, height)),
        BoxReducer.factorFor(width, height));
  }

  private static Samples lossy(WebpContainer container, Decoding decoding) throws IOException {
    int width = container.width();
    int height = container.height();
    long pixels = (long) width * height;
    boolean transparent = container.alpha().length > 0;
    decoding.reserve(
        KeyFrame.neededBytes(width, height) + pixels * (transparent ? PIXEL_WITH_ALPHA : PIXEL), 0);
    KeyFrame frame = KeyFrame.decode(container.picture(), decoding::check);
    byte[] alpha =
        transparent ? WebpAlpha.decode(container.alpha(), width, height, decoding) : null;
    return new Samples(width, height, 3, WebpColours.toRgb(frame), alpha);
  }

  /** What the frame leaves uncovered is transparent. */
  private static Samples onCanvas(Samples frame, int left, int top, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    byte[] alpha = new byte[width * height];
    byte[] opaque = frame.alpha();
    for (int y = 0; y < frame.height(); y++) {
      int from = y * frame.width();
      int to = (top + y) * width + left;
      System.arraycopy(frame.colours(), 3 * from, rgb, 3 * to, 3 * frame.width());
      if (opaque == null) {
        Arrays.fill(alpha, to, to + frame.width(), (byte) 255);
      } else {
        System.arraycopy(opaque, from, alpha, to, frame.width());
      }
    }
    return new Samples(width, height, 3, rgb, alpha);
  }
}
