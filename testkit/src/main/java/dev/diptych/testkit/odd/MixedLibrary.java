package dev.diptych.testkit.odd;

import dev.diptych.testkit.Metadata;
import dev.diptych.testkit.Signs;
import dev.diptych.testkit.odd.CaptionedScenes.Scene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A folder of 300 files as a phone, a camera and the web leave them: HEIC and AVIF, raw files with
 * previews, wide colours, inks, 16 bits, WebP, animations, sidecars, captions of three kinds, names
 * in five scripts, screenshots with words, copies, and what is no picture. Most pictures show
 * scenes that the embedded model understands, and their captions are true, but for some that are
 * another scene's. Equal seeds give equal files.
 *
 * @param library the files, and what is right to make of each
 * @param wrongCaptions captions that are not true of their picture
 */
public record MixedLibrary(OddLibrary library, List<String> wrongCaptions) {

  /** How many files there are. */
  public static final int FILES = 300;

  public MixedLibrary {
    wrongCaptions = List.copyOf(wrongCaptions);
  }

  /**
   * Writes the folder.
   *
   * @param arguments the folder, which is made where it is not there
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("name one folder to write the files into");
    }
    write(Files.createDirectories(Path.of(arguments[0])).toRealPath(), 1);
  }

  /**
   * Writes the files.
   *
   * @param root an empty folder; its real path
   */
  public static MixedLibrary write(Path root, long seed) {
    Writing writing = new Writing(new Shelf(root, seed));
    writing.phone();
    writing.camera();
    writing.web();
    writing.scripts();
    writing.fillUp();
    return new MixedLibrary(
        new OddLibrary(root, writing.shelf.files(), writing.shelf.rows()), writing.wrong);
  }

  private static final class Writing {

    private static final String CAMERA_ROLL = "phone/DCIM/Camera/";
    private static final String CARD = "camera/DCIM/100CANON/";
    private static final String DOWNLOADS = "web/Downloads/";

    private final Shelf shelf;
    private final CaptionedScenes scenes = new CaptionedScenes();
    private final List<String> wrong = new ArrayList<>();
    private int photographs;

    Writing(Shelf shelf) {
      this.shelf = shelf;
    }

    private static String numbered(String pattern, int number) {
      return String.format(Locale.ROOT, pattern, number);
    }

    /** One in ten captions is another scene's. */
    private String caption(Scene scene, int number) {
      if (number % 10 != 7) {
        return scene.caption();
      }
      String other = scenes.foreignCaption();
      wrong.add(other);
      return other;
    }

    private Path jpeg(String name, byte[] file, Drawing shown) {
      return shelf.picture(name, file, shown, Shelf.JPEG);
    }

    private Scene photograph() {
      Scene scene = scenes.take();
      int number = photographs++;
      byte[] file =
          new Metadata()
              .main(0x10f, "Google")
              .main(0x110, "Pixel 8")
              .exif(0x9003, numbered("2024:06:%02d 12:30:00", 1 + number % 30))
              .point(47.3769 + number * 0.001, 8.5417)
              .in(JpegFile.colour(scene.drawing(), false));
      String name = CAMERA_ROLL + numbered("PXL_20240601_%06d.jpg", number);
      jpeg(name, file, scene.drawing());
      return scene;
    }

    void phone() {
      for (int i = 0; i < 20; i++) {
        Scene scene = photograph();
        if (i < 10) {
          String picture = CAMERA_ROLL + numbered("PXL_20240601_%06d", i);
          String words = caption(scene, i);
          shelf.captions(picture + ".txt", words + "\n");
          shelf.caption(shelf.root().resolve(picture + ".jpg"), words);
        }
      }
      for (int i = 0; i < 8; i++) {
        Drawing upright = scenes.take().drawing();
        byte[] held = JpegFile.colour(upright.turned(8), false);
        jpeg(
            CAMERA_ROLL + numbered("IMG_%04d.JPG", 100 + i),
            JpegFile.turned(held, 6, true),
            upright);
      }
      FixturePictures.system(
          shelf, CAMERA_ROLL + "IMG_0201.HEIC", "HEIC", "system-p.heic", "system-p.png");
      FixturePictures.system(
          shelf, CAMERA_ROLL + "IMG_0202.HEIC", "HEIC", "system-a.heic", "system-a.png");
      FixturePictures.system(
          shelf, CAMERA_ROLL + "IMG_0203.HEIC", "HEIC", "system-grid.heic", "system-grid.png");
      FixturePictures.system(
          shelf, CAMERA_ROLL + "IMG_0204.avif", "AVIF", "system-a.avif", "system-a.png");
      FixturePictures.system(
          shelf, CAMERA_ROLL + "IMG_0205.avif", "AVIF", "system-ten.avif", "system-p.png");
      FixturePictures.system(
          shelf, CAMERA_ROLL + "IMG_0206.jxl", "JPEG XL", "system-a.jxl", "system-a.png");
      for (int i = 1; i <= 3; i++) {
        shelf.skipped(CAMERA_ROLL + numbered("IMG_%04d.AAE", 200 + i), "<plist/>", "a side file");
        shelf.skipped(CAMERA_ROLL + numbered("IMG_%04d.MOV", 200 + i), "a film", "a side file");
      }
      List<String> signs =
          List.of(
              "Harbour Museum",
              "Platform Four",
              "Bakery closed",
              "Exit Library",
              "Coffee Garden",
              "Market Tuesday",
              "Castle Bridge",
              "Airport Hotel");
      for (int i = 0; i < signs.size(); i++) {
        byte[] file = Signs.png(Signs.Kind.UPRIGHT, List.of(signs.get(i)), i);
        shelf.picture(
            "phone/Pictures/Screenshots/" + numbered("Screenshot_2024060%s-1200.png", i),
            file,
            JpegFile.read(file));
      }
    }

    void camera() {
      StringBuilder table = new StringBuilder("image,caption\n");
      for (int i = 1; i <= 40; i++) {
        Scene scene = scenes.take();
        byte[] plain = JpegFile.colour(scene.drawing(), false);
        byte[] file =
            new Metadata()
                .main(0x10f, "Canon")
                .main(0x110, "Canon EOS R5")
                .exif(0x9003, numbered("2023:08:%02d 09:15:00", 1 + i % 28))
                .iptc(Map.of(25, List.of("holiday", "lake " + i)))
                .in(plain);
        String name = numbered("IMG_%04d", i);
        Path picture = jpeg(CARD + name + ".JPG", file, scene.drawing());
        if (i <= 20) {
          String words = caption(scene, i);
          table.append(name).append(".JPG,\"").append(words).append("\"\n");
          shelf.caption(picture, words);
        } else if (i <= 30) {
          shelf.skipped(
              CARD + name + ".CR2",
              Jpegs.canon(scene.drawing(), 1),
              "raw file, and " + name + ".JPG");
        } else {
          shelf.skipped(
              CARD + name + ".xmp",
              Metadata.xmpOf(
                  "", "<dc:title><rdf:Alt><rdf:li>Evening " + i + "</rdf:li></rdf:Alt></dc:title>"),
              "a side file");
        }
      }
      shelf.captions(CARD + "captions.csv", table.toString());
      for (int i = 41; i <= 44; i++) {
        Drawing drawing = scenes.take().drawing();
        jpeg(CARD + numbered("IMG_%04d.CR2", i), Jpegs.canon(drawing, 6), drawing.turned(6));
      }
      shelf.skipped(CARD + "MVI_0045.MP4", "a film", "a side file");
      shelf.skipped(
          CARD + "MVI_0045.THM",
          JpegFile.colour(scenes.take().drawing(), false),
          "thumbnail of MVI_0045.MP4");
    }

    void web() {
      StringBuilder list = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        Scene scene = scenes.take();
        String name = numbered("picture-%02d.jpg", i);
        Path picture =
            jpeg(DOWNLOADS + name, JpegFile.colour(scene.drawing(), true), scene.drawing());
        String words = caption(scene, i);
        list.append("{\"image\": \"")
            .append(name)
            .append("\", \"texts\": [\"")
            .append(words)
            .append("\"]}\n");
        shelf.caption(picture, words);
      }
      shelf.captions(DOWNLOADS + "captions.jsonl", list.toString());
      for (int i = 0; i < 8; i++) {
        Drawing deep = scenes.take().drawing();
        shelf.picture(
            DOWNLOADS + numbered("deep-%s.png", i),
            new PngFile(deep.width(), deep.height(), PngFile.RGB, 16)
                .write((x, y, c) -> deep.sample(x, y, c) * 257),
            deep);
        Indexed first = Indexed.over(scenes.take().drawing(), greys());
        Indexed second = Indexed.over(scenes.take().drawing(), greys());
        shelf.picture(
            DOWNLOADS + numbered("moving-%s.gif", i),
            new GifFile("GIF89a", first.width(), first.height(), first)
                .comment()
                .frame(first, 0, 0, false, false, -1)
                .frame(second, 0, 0, false, true, -1)
                .write(),
            first.drawing());
      }
      FixturePictures.some(shelf, DOWNLOADS, "webp-lossy-drawn", 20);
      FixturePictures.some(shelf, DOWNLOADS, "webp-frames", 4);
      FixturePictures.some(shelf, DOWNLOADS, "jpeg-cmyk", 6);
      FixturePictures.some(shelf, DOWNLOADS, "jpeg-icc-p", 1);
      FixturePictures.some(shelf, DOWNLOADS, "png-icc-p", 2);
      FixturePictures.some(shelf, DOWNLOADS, "tiff-tiff_lzw", 4);
      shelf.skipped(DOWNLOADS + "missing.jpg", "<!DOCTYPE html><html>404</html>", "an HTML page");
      shelf.skipped(DOWNLOADS + "empty.png", new byte[0], "empty (0 bytes)");
      shelf.skipped(DOWNLOADS + "logo.png", "<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG");
      shelf.skipped(DOWNLOADS + "manual.pdf", "%PDF-1.7\n", "a side file");
      byte[] whole = JpegFile.colour(scenes.take().drawing(), false);
      shelf.skipped(
          DOWNLOADS + "interrupted.jpg",
          Arrays.copyOf(whole, whole.length / 2),
          "damaged or cut short");
      copies();
    }

    private static int[] greys() {
      int[] greys = new int[256];
      Arrays.setAll(greys, i -> 0xff000000 | 0x10101 * i);
      return greys;
    }

    /** Files with the same bytes, and pictures that show the same. */
    private void copies() {
      for (int i = 0; i < 4; i++) {
        Scene scene = scenes.take();
        byte[] file = JpegFile.colour(scene.drawing(), false);
        jpeg(numbered("phone/WhatsApp/IMG-20240601-WA%04d.jpg", i), file, scene.drawing());
        jpeg(DOWNLOADS + numbered("copy-%s.jpg", i), file, scene.drawing());
        shelf.picture(
            DOWNLOADS + numbered("again-%s.png", i), Pngs.plain(scene.drawing()), scene.drawing());
      }
    }

    void scripts() {
      List<String> names =
          List.of(
              "Z\u00fcrich am See",
              "\u00c9t\u00e9 \u00e0 la plage",
              "\u0141\u00f3d\u017a",
              "\u041e\u0442\u043f\u0443\u0441\u043a \u043d\u0430 \u043c\u043e\u0440\u0435",
              "\u043b\u0435\u0442\u043e",
              "\u0414\u0430\u0447\u0430",
              "\u4e1c\u4eac\u591c\u666f",
              "\u732b",
              "\u5bb6\u65cf\u65c5\u884c",
              "\u0639\u0637\u0644\u0629",
              "\u0642\u0637\u0629",
              "\u0628\u062d\u0631",
              "\u0926\u093f\u0932\u094d\u0932\u0940",
              "\u0917\u0930\u094d\u092e\u0940",
              "\u092a\u0939\u093e\u0921\u093c");
      for (String name : names) {
        Drawing drawing = scenes.take().drawing();
        jpeg("names/" + name + ".jpg", JpegFile.colour(drawing, false), drawing);
      }
    }

    void fillUp() {
      while (shelf.files().size() < FILES) {
        photograph();
      }
      if (shelf.files().size() > FILES) {
        throw new IllegalStateException("there are %s files".formatted(shelf.files().size()));
      }
    }
  }
}
