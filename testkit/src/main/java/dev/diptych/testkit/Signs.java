package dev.diptych.testkit;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures of signs with words on them. */
public final class Signs {

  /** How a sign looks. */
  public enum Kind {
    UPRIGHT(46, 0, new Color(250, 250, 245), new Color(20, 20, 30)),
    TURNED_A_LITTLE(40, 20, new Color(245, 245, 230), new Color(30, 30, 60)),
    ON_ITS_SIDE(40, 90, new Color(250, 250, 250), new Color(10, 10, 10)),
    SMALL(13, 0, new Color(240, 240, 240), new Color(20, 20, 20)),
    FAINT(40, 0, new Color(150, 150, 150), new Color(190, 190, 190)),
    WHITE_ON_RED(44, 0, new Color(200, 20, 30), new Color(255, 255, 255)),
    UPSIDE_DOWN(44, 180, new Color(250, 250, 245), new Color(20, 20, 30));

    private final int size;
    private final int degrees;
    private final Color board;
    private final Color ink;

    Kind(int size, int degrees, Color board, Color ink) {
      this.size = size;
      this.degrees = degrees;
      this.board = board;
      this.ink = ink;
    }
  }

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int MARGIN = 12;

  private Signs() {}

  /**
   * {@return a sign as PNG, 640 x 480} on a wall of noise drawn from the seed.
   *
   * @param lines its lines
   */
  public static byte[] png(Kind kind, List<String> lines, long seed) {
    BufferedImage picture = wall(seed);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.rotate(Math.toRadians(kind.degrees), WIDTH / 2.0, HEIGHT / 2.0);
    Font font = new Font(Font.SANS_SERIF, Font.BOLD, kind.size);
    List<TextLayout> layouts =
        lines.stream()
            .map(line -> new TextLayout(line, font, graphics.getFontRenderContext()))
            .toList();
    double wide =
        layouts.stream()
            .map(TextLayout::getBounds)
            .mapToDouble(Rectangle2D::getWidth)
            .max()
            .orElse(0);
    double high = lines.size() * kind.size * 1.4;
    double left = (WIDTH - wide) / 2;
    double top = (HEIGHT - high) / 2;
    graphics.setColor(kind.board);
    graphics.fill(
        new Rectangle2D.Double(left - MARGIN, top - MARGIN, wide + 2 * MARGIN, high + 2 * MARGIN));
    graphics.setColor(kind.ink);
    for (int i = 0; i < layouts.size(); i++) {
      layouts.get(i).draw(graphics, (float) left, (float) (top + kind.size * (1.4 * i + 1)));
    }
    graphics.dispose();
    return png(picture);
  }

  /** {@return noise without any sign, as PNG} */
  public static byte[] noise(long seed) {
    Random random = new Random(seed);
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        picture.setRGB(x, y, random.nextInt());
      }
    }
    return png(picture);
  }

  /** A wall of one colour with a little grain. */
  private static BufferedImage wall(long seed) {
    Random random = new Random(seed);
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    int[] colour = {60 + random.nextInt(90), 60 + random.nextInt(90), 60 + random.nextInt(90)};
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int grain = random.nextInt(17) - 8;
        picture.setRGB(
            x, y, new Color(colour[0] + grain, colour[1] + grain, colour[2] + grain).getRGB());
      }
    }
    return picture;
  }

  private static byte[] png(BufferedImage picture) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(picture, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
