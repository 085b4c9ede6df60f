package dev.diptych.encoders.internal.image;

import java.io.IOException;
import java.util.Arrays;

/** Decodes a WebP file; of an animation the first frame, as it stands on its canvas. */
final class WebpDecoder {

  private WebpDecoder() {}

  static RgbSamples decode(byte[] file, Shown shown, Decoding decoding) throws IOException {
    WebpContainer container = WebpContainer.read(file);
    int width = Math.max(container.canvasWidth(), container.left() + container.width());
    int height = Math.max(container.canvasHeight(), container.top() + container.height());
    decoding.checkSize(width, height);
    Samples frame = PluginDecoder.samples(ImageFormat.WEBP, container.simpleFile(), decoding);
    if (!container.lossless()) {
      frame = WebpChroma.smooth(frame);
    }
    decoding.checkSize(width, height); // the plug-in saw the frame alone
    boolean fills = frame.width() == width && frame.height() == height;
    return BoxReducer.reduce(
        shown.of(fills ? frame : onCanvas(frame, container.left(), container.top(), width, height)),
        BoxReducer.factorFor(width, height));
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
