package dev.diptych.cli.internal.thumbnails;

import dev.diptych.encoders.ContactSheet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A way in which terminals take pictures. */
public enum ImageProtocol {
  /** Kitty's graphics protocol: kitty, Ghostty, Konsole. */
  KITTY {
    @Override
    String text(ContactSheet sheet, int columns, int rows) {
      String data = Base64.getEncoder().encodeToString(sheet.png());
      StringBuilder text = new StringBuilder();
      for (int start = 0; start < data.length(); start += CHUNK) {
        int end = Math.min(start + CHUNK, data.length());
        text.append("\033_G")
            .append(start == 0 ? "a=T,f=100,q=2,c=%s,r=%s,".formatted(columns, rows) : "")
            .append(end < data.length() ? "m=1;" : "m=0;")
            .append(data, start, end)
            .append("\033\\");
      }
      return text.toString();
    }
  },

  /** That of iTerm2, which WezTerm and mintty take, too. */
  ITERM {
    @Override
    String text(ContactSheet sheet, int columns, int rows) {
      byte[] png = sheet.png();
      return "\033]1337;File=inline=1;size=%s;width=%s;height=%s;preserveAspectRatio=0:%s\007"
          .formatted(png.length, columns, rows, Base64.getEncoder().encodeToString(png));
    }
  },

  /** DEC's bands of six rows: foot, mlterm, contour, xterm where it was built so. */
  SIXEL {
    @Override
    String text(ContactSheet sheet, int columns, int rows) {
      return new String(SixelImage.of(sheet), StandardCharsets.US_ASCII);
    }
  };

  /** As much as kitty takes at once. */
  private static final int CHUNK = 4096;

  /** The first of Konsole that knows kitty's protocol. */
  private static final int KONSOLE = 220_400;

  /**
   * {@return what shows a picture where the cursor is}
   *
   * @param columns characters that it takes, where the protocol counts in these
   * @param rows likewise
   */
  abstract String text(ContactSheet sheet, int columns, int rows);

  /**
   * {@return how the terminal that this program runs in takes pictures, as far as its environment
   * tells; empty where it does not, and inside tmux and screen, which keep pictures from it}
   */
  public static Optional<ImageProtocol> detect(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "").toLowerCase(Locale.ROOT);
    String program = environment.getOrDefault("TERM_PROGRAM", "").toLowerCase(Locale.ROOT);
    if (environment.containsKey("TMUX") || term.startsWith("screen") || term.startsWith("tmux")) {
      return Optional.empty();
    }
    if (environment.containsKey("KITTY_WINDOW_ID")
        || term.contains("kitty")
        || term.contains("ghostty")
        || program.equals("ghostty")
        || isKonsole(environment)) {
      return Optional.of(KITTY);
    }
    if (program.equals("iterm.app")
        || program.equals("wezterm")
        || program.equals("mintty")
        || environment.getOrDefault("LC_TERMINAL", "").equals("iTerm2")) {
      return Optional.of(ITERM);
    }
    return term.startsWith("foot")
            || term.startsWith("mlterm")
            || term.startsWith("contour")
            || term.contains("sixel")
        ? Optional.of(SIXEL)
        : Optional.empty();
  }

  private static boolean isKonsole(Map<String, String> environment) {
    String version = environment.getOrDefault("KONSOLE_VERSION", "");
    return version.matches("[0-9]{5,8}") && Integer.parseInt(version) >= KONSOLE;
  }
}
