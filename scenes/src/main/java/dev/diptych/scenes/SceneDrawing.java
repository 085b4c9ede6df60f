package dev.diptych.scenes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Draws a scene by Java2D, without smoothing.
 *
 * <p>The model was trained on pictures that Pillow drew, so this class fills the pixels Pillow
 * fills. There, corners and the boxes of ellipses are cut to whole pixels, and a pixel's number
 * means its centre. Each row of a polygon takes the pixels nearer than half a pixel to its inside,
 * and the pixels of corners and of level edges. An ellipse takes the pixels nearer than half a
 * pixel to its inside, along rows or columns. Java2D fills a pixel when its centre is inside, so
 * the same pixels come from filling a shape several times, moved by half a pixel each way.
 */
final class SceneDrawing {

  private static final double RING_HOLE = .55;

  /** Leaves out pixels at exactly half a pixel; larger than Java2D's error in coordinates. */
  private static final double NEARLY_HALF = .5 - 1.0 / 512;

  private SceneDrawing() {}

  /** {@return {@code [side·side]} pixels {@code 0xRRGGBB}, rows from the top} */
  static int[] draw(Scene scene, int side, Palette palette) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      Color ground = new Color(palette.ground());
      graphics.setColor(ground);
      graphics.fillRect(0, 0, side, side);
      for (int i = 0; i < scene.objects().size(); i++) {
        graphics.setColor(new Color(palette.objects().get(i)));
        fill(graphics, scene.objects().get(i), side, ground);
      }
    } finally {
      graphics.dispose();
    }
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  private static void fill(Graphics2D graphics, SceneObject object, int side, Color ground) {
    double radius = object.radius() * side;
    switch (object.shape()) {
      case CIRCLE -> fillDisc(graphics, object, side, radius);
      case RING -> {
        fillDisc(graphics, object, side, radius);
        graphics.setColor(ground);
        fillDisc(graphics, object, side, radius * RING_HOLE);
      }
      case SQUARE, TRIANGLE, STAR, HEART, CROSS, DIAMOND -> {
        fillPolygon(graphics, Outline.of(object, side));
      }
    }
  }

  private static void fillPolygon(Graphics2D graphics, Polygon polygon) {
    fillMoved(graphics, polygon, -NEARLY_HALF, 0);
    fillMoved(graphics, polygon, NEARLY_HALF, 0);
    for (int i = 0; i < polygon.npoints; i++) {
      int next = (i + 1) % polygon.npoints;
      int x = polygon.xpoints[i];
      int y = polygon.ypoints[i];
      boolean level = y == polygon.ypoints[next];
      int otherX = level ? polygon.xpoints[next] : x;
      graphics.fillRect(Math.min(x, otherX), y, Math.abs(x - otherX) + 1, 1);
    }
  }

  private static void fillDisc(Graphics2D graphics, SceneObject object, int side, double radius) {
    double x = object.x() * side;
    double y = object.y() * side;
    int left = (int) (x - radius);
    int top = (int) (y - radius);
    int right = (int) (x + radius);
    int bottom = (int) (y + radius);
    Shape disc = Outline.ellipse(left, top, right, bottom);
    fillMoved(graphics, disc, -.5, 0);
    fillMoved(graphics, disc, .5, 0);
    fillMoved(graphics, disc, 0, -.5);
    fillMoved(graphics, disc, 0, .5);
  }

  /**
   * Fills a shape whose whole numbers mean pixel centres, moved by a part of a pixel. The shape is
   * the clip of a rectangle, because Java2D's clips are exact where its fills round along the way.
   */
  private static void fillMoved(Graphics2D graphics, Shape shape, double right, double down) {
    AffineTransform moved = AffineTransform.getTranslateInstance(.5 + right, .5 + down);
    graphics.setClip(moved.createTransformedShape(shape));
    Rectangle box = graphics.getClipBounds();
    graphics.fillRect(box.x, box.y, box.width, box.height);
    graphics.setClip(null);
  }
}
