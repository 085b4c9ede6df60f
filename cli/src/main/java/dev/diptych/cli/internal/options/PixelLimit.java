package dev.diptych.cli.internal.options;

import dev.diptych.encoders.ImageLimits;
import picocli.CommandLine.Option;

/** How large a picture may be that is read. */
public final class PixelLimit {

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = {
        "Most pixels, width times height, of a picture that is read (default: 250000000). Of JPEG and"
            + " PNG files above 32 million, means are made while they are decoded, so that memory"
            + " suffices; other formats are decoded as a whole."
      })
  private long maxPixels = ImageLimits.DEFAULT.maxPixels();

  /** {@return the limits with the number asked for} */
  public ImageLimits limits() {
    return ImageLimits.DEFAULT.withMaxPixels(maxPixels);
  }
}
