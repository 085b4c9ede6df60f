package dev.diptych.cli.internal.options;

import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.thumbnails.ImageProtocol;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether thumbnails are shown in the terminal, and how. */
public final class ImageOptions {

  /** What can be chosen. */
  enum Choice {
    AUTO,
    KITTY,
    ITERM,
    SIXEL,
    OFF
  }

  @Option(
      names = "--images",
      paramLabel = "auto|kitty|iterm|sixel|off",
      description =
          "How thumbnails are shown above the table, on a terminal alone (default: auto, as far as"
              + " the terminal's environment tells).")
  private Choice images = Choice.AUTO;

  @Option(names = "--no-images", description = "Show no thumbnails; the same as --images off.")
  private boolean none;

  /** {@return the way to show thumbnails; empty for none} */
  public Optional<ImageProtocol> protocol(Invocation invocation) {
    if (none || !invocation.console().outIsTerminal()) {
      return Optional.empty();
    }
    return switch (images) {
      case AUTO -> ImageProtocol.detect(invocation.environment());
      case KITTY -> Optional.of(ImageProtocol.KITTY);
      case ITERM -> Optional.of(ImageProtocol.ITERM);
      case SIXEL -> Optional.of(ImageProtocol.SIXEL);
      case OFF -> Optional.empty();
    };
  }
}
