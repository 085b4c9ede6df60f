package dev.diptych.encoders.internal.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.diptych.core.PictureFormat;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The ImageIO plug-in of each format, looked up once. Plug-ins are chosen here, not by ImageIO's
 * own search, so that what else is on the class path does not change pictures, and input comes from
 * memory, so that nothing is cached on disk.
 */
final class PluginReaders {

  private static final Map<PictureFormat, ImageReaderSpi> PROVIDERS = providers();

  private PluginReaders() {}

  /**
   * Opens a file's bytes.
   *
   * @param metadata whether the plug-in shall keep ancillary data, which can be large
   * @param decoding ends the plug-in, wherever it is, when nobody wants the picture any more
   * @return a reader, to be disposed of by the caller
   */
  static ImageReader open(PictureFormat format, byte[] file, boolean metadata, Decoding decoding)
      throws IOException {
    ImageReaderSpi provider = PROVIDERS.get(format);
    if (provider == null) {
      throw new IllegalStateException("this Java has no decoder for " + format.title());
    }
    ImageReader reader = provider.createReaderInstance();
    reader.setInput(new FileBytesInput(file, decoding), !metadata, !metadata);
    reader.addIIOReadProgressListener(new StopListener(decoding));
    return reader;
  }

  private static Map<PictureFormat, ImageReaderSpi> providers() {
    // Sizes are checked before plug-ins are asked, by limits of our own.
    System.setProperty("com.twelvemonkeys.imageio.maxImageBytes", Long.toString(Long.MAX_VALUE));
    IIORegistry registry = IIORegistry.getDefaultInstance();
    return Map.of(
        PictureFormat.JPEG, registered(registry, new JPEGImageReaderSpi()),
        PictureFormat.WEBP, new WebPImageReaderSpi(),
        PictureFormat.TIFF, new TIFFImageReaderSpi(),
        PictureFormat.PNG, ofJdk(registry, "png"),
        PictureFormat.GIF, ofJdk(registry, "gif"),
        PictureFormat.BMP, ofJdk(registry, "bmp"));
  }

  /** The JPEG plug-in finds the JDK's decoder, which it wraps, when it is registered. */
  private static ImageReaderSpi registered(IIORegistry registry, ImageReaderSpi fresh) {
    ImageReaderSpi present = registry.getServiceProviderByClass(fresh.getClass());
    if (present != null) {
      return present;
    }
    registry.registerServiceProvider(fresh);
    return fresh;
  }

  private static ImageReaderSpi ofJdk(IIORegistry registry, String formatName) {
    Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, false);
    while (all.hasNext()) {
      ImageReaderSpi provider = all.next();
      if (provider.getClass().getName().startsWith("com.sun.imageio.plugins." + formatName + ".")) {
        return provider;
      }
    }
    throw new IllegalStateException(
        "this Java has no %s decoder: run with a JDK that has the module java.desktop"
            .formatted(formatName));
  }
}
