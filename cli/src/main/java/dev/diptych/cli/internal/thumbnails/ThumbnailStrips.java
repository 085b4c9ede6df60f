package dev.diptych.cli.internal.thumbnails;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.encoders.ContactSheet;
import java.util.ArrayList;
import java.util.List;

/** Thumbnails in rows as wide as the terminal, with a number below each. */
public final class ThumbnailStrips {

  /** Characters that a thumbnail takes. */
  private static final int COLUMNS = 20;

  private static final int ROWS = 8;

  /** What a character is taken to be; only the resolution depends on it, but for sixels. */
  private static final int CHARACTER_WIDTH = 9;

  private static final int CHARACTER_HEIGHT = 18;

  private final Console console;
  private final ImageProtocol protocol;

  public ThumbnailStrips(Console console, ImageProtocol protocol) {
    this.console = console;
    this.protocol = protocol;
  }

  /**
   * A picture to show.
   *
   * @param label what stands below it, a few characters
   * @param file a small picture file; empty where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Thumbnail(String label, byte[] file) {}

  /** Shows pictures from left to right, in as many rows as it takes. */
  public void show(List<Thumbnail> thumbnails) {
    int abreast = Math.max(1, console.width() / COLUMNS);
    for (int start = 0; start < thumbnails.size(); start += abreast) {
      showRow(thumbnails.subList(start, Math.min(start + abreast, thumbnails.size())));
    }
  }

  private void showRow(List<Thumbnail> row) {
    ContactSheet sheet =
        ContactSheet.of(
            row.stream().map(Thumbnail::file).toList(),
            COLUMNS * CHARACTER_WIDTH,
            ROWS * CHARACTER_HEIGHT);
    console.raw(protocol.text(sheet, COLUMNS * row.size(), ROWS) + System.lineSeparator());
    List<String> labels = new ArrayList<>();
    row.forEach(each -> labels.add(DisplayText.padEnd(each.label(), COLUMNS)));
    console.line(String.join("", labels).stripTrailing());
  }
}
