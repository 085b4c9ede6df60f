package dev.diptych.encoders.internal.image;

import dev.diptych.core.PictureFormat;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.NodeList;

/**
 * Decodes the first frame of a GIF as it stands on its screen: where the frame leaves the screen
 * uncovered it is transparent, or, in a frame without transparency, of the first colour, as Pillow
 * has it.
 */
final class GifDecoder {

  private static final String FRAME_METADATA = "javax_imageio_gif_image_1.0";

  private GifDecoder() {}

  static RgbSamples decode(byte[] file, Shown shown, Decoding decoding) throws IOException {
    ImageReader reader = PluginReaders.open(PictureFormat.GIF, file, true, decoding);
    try {
      int frameWidth = reader.getWidth(0);
      int frameHeight = reader.getHeight(0);
      decoding.checkSize(frameWidth, frameHeight);
      IIOMetadataNode tree = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree(FRAME_METADATA);
      int left = position(tree, "imageLeftPosition");
      int top = position(tree, "imageTopPosition");
      int width = Math.max(Bytes.shortLittleEndian(file, 6), left + frameWidth);
      int height = Math.max(Bytes.shortLittleEndian(file, 8), top + frameHeight);
      decoding.checkSize(width, height);
      // Indexes of the frame, its colours, and the screen's where that is larger.
      long framePixels = (long) frameWidth * frameHeight;
      decoding.reserve(4 * framePixels + 3L * width * height, 0);
      BufferedImage image = reader.read(0);
      decoding.check();
      Samples frame = RasterSamples.of(image);
      boolean fills = frame.width() == width && frame.height() == height;
      return BoxReducer.reduce(
          shown.of(fills ? frame : onScreen(frame, left, top, width, height, background(image))),
          BoxReducer.factorFor(width, height));
    } finally {
      reader.dispose();
    }
  }

  private static int position(IIOMetadataNode tree, String attribute) throws IOException {
    NodeList descriptors = tree.getElementsByTagName("ImageDescriptor");
    if (descriptors.getLength() == 0) {
      throw new IOException("its frame has no position");
    }
    return Integer.parseInt(((IIOMetadataNode) descriptors.item(0)).getAttribute(attribute));
  }

  private static int background(BufferedImage frame) {
    IndexColorModel palette = (IndexColorModel) frame.getColorModel();
    return palette.getRGB(Math.max(palette.getTransparentPixel(), 0));
  }

  private static Samples onScreen(
      Samples frame, int left, int top, int width, int height, int background) {
    byte[] rgb = new byte[3 * width * height];
    for (int at = 0; at < rgb.length; at += 3) {
      rgb[at] = (byte) (background >> 16);
      rgb[at + 1] = (byte) (background >> 8);
      rgb[at + 2] = (byte) background;
    }
    byte[] frameAlpha = frame.alpha();
    byte[] alpha = frameAlpha == null ? null : new byte[width * height];
    for (int y = 0; y < frame.height(); y++) {
      int from = y * frame.width();
      int to = (top + y) * width + left;
      System.arraycopy(frame.colours(), 3 * from, rgb, 3 * to, 3 * frame.width());
      if (frameAlpha != null && alpha != null) {
        System.arraycopy(frameAlpha, from, alpha, to, frame.width());
      }
    }
    return new Samples(width, height, 3, rgb, alpha);
  }
}
