package dev.diptych.cli.internal.thumbnails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.thumbnails.ThumbnailStrips.Thumbnail;
import dev.diptych.encoders.ContactSheet;
import dev.diptych.testkit.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent to a terminal, read as the terminal reads it, is the picture again. */
final class ImageProtocolTest {

  private static final int PLACE = 96;

  private static ContactSheet sheet() throws IOException {
    byte[] first = Files.readAllBytes(Fixtures.path("scenes-eval/images/000.png"));
    byte[] second = Files.readAllBytes(Fixtures.path("scenes-eval/images/001.png"));
    return ContactSheet.of(
        List.of(first, new byte[0], "torn".getBytes(StandardCharsets.UTF_8), second), PLACE, PLACE);
  }

  private static void assertSame(BufferedImage shown, ContactSheet sheet) {
    assertThat(shown.getWidth()).isEqualTo(4 * PLACE).isEqualTo(sheet.width());
    assertThat(shown.getHeight()).isEqualTo(PLACE).isEqualTo(sheet.height());
    for (int y = 0; y < sheet.height(); y++) {
      for (int x = 0; x < sheet.width(); x++) {
        assertThat(shown.getRGB(x, y)).as("%s, %s", x, y).isEqualTo(sheet.argb(x, y));
      }
    }
  }

  @Test
  void kitty_chunksPutTogether_areThePicture() throws IOException {
    ContactSheet sheet = sheet();
    String text = ImageProtocol.KITTY.text(sheet, 40, 5);
    Matcher command = Pattern.compile("\033_G([^;]*);([A-Za-z0-9+/=]*)\033\\\\").matcher(text);
    StringBuilder data = new StringBuilder();
    int end = 0;
    String last = "";
    while (command.find()) {
      assertThat(command.start()).isEqualTo(end);
      assertThat(command.group(2).length()).isLessThanOrEqualTo(4096);
      if (end == 0) {
        assertThat(command.group(1)).startsWith("a=T,f=100,q=2,c=40,r=5,");
      }
      end = command.end();
      last = command.group(1);
      data.append(command.group(2));
    }
    assertThat(end).isEqualTo(text.length());
    assertThat(last).endsWith("m=0");
    assertSame(read(data.toString()), sheet);
  }

  @Test
  void iterm_file_isThePicture() throws IOException {
    ContactSheet sheet = sheet();
    Matcher command =
        Pattern.compile(
                "\033]1337;File=inline=1;size=([0-9]+);width=40;height=5;preserveAspectRatio=0:([^\007]*)\007")
            .matcher(ImageProtocol.ITERM.text(sheet, 40, 5));
    assertThat(command.matches()).isTrue();
    assertThat(Base64.getDecoder().decode(command.group(2)))
        .hasSize(Integer.parseInt(command.group(1)));
    assertSame(read(command.group(2)), sheet);
  }

  private static BufferedImage read(String base64) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
  }

  @Test
  void sixel_drawn_isNearlyThePicture() throws IOException {
    ContactSheet sheet = sheet();
    int[][] shown = draw(ImageProtocol.SIXEL.text(sheet, 40, 5), sheet.width(), sheet.height());
    double error = 0;
    int seen = 0;
    for (int y = 0; y < sheet.height() - 4; y += 4) {
      for (int x = 0; x < sheet.width() - 4; x += 4) {
        assertThat(shown[y][x] >>> 24).isEqualTo(sheet.argb(x, y) >>> 24);
        if (sheet.argb(x, y) >>> 24 != 0 && sheet.argb(x + 3, y + 3) >>> 24 != 0) {
          for (int channel = 0; channel < 24; channel += 8) {
            int sum = 0;
            for (int i = 0; i < 16; i++) {
              sum += (shown[y + i / 4][x + i % 4] >> channel) & 0xff;
              sum -= (sheet.argb(x + i % 4, y + i / 4) >> channel) & 0xff;
            }
            error += Math.abs(sum) / 16.0;
            seen++;
          }
        }
      }
    }
    assertThat(error / seen).as("mean error of 4 x 4 pixels, of 255").isLessThan(8);
  }

  /** A terminal's way to draw sixels. */
  private static int[][] draw(String text, int width, int height) {
    Matcher frame =
        Pattern.compile("\033P0;1;0q\"1;1;%s;%s(.*)\033\\\\".formatted(width, height))
            .matcher(text);
    assertThat(frame.matches()).isTrue();
    int[][] pixels = new int[height + 6][width];
    Map<Integer, Integer> palette = new HashMap<>();
    Matcher token =
        Pattern.compile(
                "#([0-9]+);2;([0-9]+);([0-9]+);([0-9]+)|#([0-9]+)|!([0-9]+)([?-~])|([?-~])|([$-])")
            .matcher(frame.group(1));
    int colour = 0;
    int x = 0;
    int y = 0;
    int end = 0;
    while (token.find()) {
      assertThat(token.start()).isEqualTo(end);
      end = token.end();
      if (token.group(1) != null) {
        int rgb = 0;
        for (int i = 2; i <= 4; i++) {
          rgb = (rgb << 8) | Math.round(Integer.parseInt(token.group(i)) * 2.55f);
        }
        palette.put(Integer.valueOf(token.group(1)), 0xff000000 | rgb);
      } else if (token.group(5) != null) {
        colour = Objects.requireNonNull(palette.get(Integer.valueOf(token.group(5))));
      } else if (token.group(9) != null) {
        x = 0;
        y += token.group(9).equals("-") ? 6 : 0;
      } else {
        String sign = token.group(8) == null ? token.group(7) : token.group(8);
        int run = token.group(6) == null ? 1 : Integer.parseInt(token.group(6));
        for (int i = 0; i < run; i++, x++) {
          for (int bit = 0; bit < 6; bit++) {
            if ((((sign.charAt(0) - 63) >> bit) & 1) != 0) {
              pixels[y + bit][x] = colour;
            }
          }
        }
      }
    }
    assertThat(end).isEqualTo(frame.group(1).length());
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({
    "TERM=xterm-kitty, KITTY",
    "TERM=xterm-256color KITTY_WINDOW_ID=3, KITTY",
    "TERM=xterm-ghostty, KITTY",
    "TERM=xterm-256color KONSOLE_VERSION=230804, KITTY",
    "TERM=xterm-256color KONSOLE_VERSION=210400, ",
    "TERM=xterm-256color TERM_PROGRAM=iTerm.app, ITERM",
    "TERM=xterm-256color TERM_PROGRAM=WezTerm, ITERM",
    "TERM=xterm-256color LC_TERMINAL=iTerm2, ITERM",
    "TERM=foot, SIXEL",
    "TERM=mlterm, SIXEL",
    "TERM=xterm-256color, ",
    "TERM=screen-256color KITTY_WINDOW_ID=3, ",
    "TERM=xterm-kitty TMUX=/tmp/tmux, ",
    "'', "
  })
  void detect_environment_tellsTheProtocol(String environment, String expected) {
    Map<String, String> variables = new HashMap<>();
    for (String variable : environment.split(" ", -1)) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        variables.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    assertThat(ImageProtocol.detect(variables).map(Enum::name).orElse(null)).isEqualTo(expected);
  }

  @Test
  void show_moreThanFitAbreast_goesOnInFurtherRows() throws IOException {
    byte[] file = Files.readAllBytes(Fixtures.path("scenes-eval/images/000.png"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(out, OutputStream.nullOutputStream(), 50, true, false);
    new ThumbnailStrips(console, ImageProtocol.ITERM)
        .show(
            List.of(new Thumbnail("1", file), new Thumbnail("2", file), new Thumbnail("3", file)));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("width=40;height=8;");
    assertThat(lines.get(1)).isEqualTo("1                   2");
    assertThat(lines.get(2)).contains("width=20;height=8;");
    assertThat(lines.get(3)).isEqualTo("3");
  }
}
