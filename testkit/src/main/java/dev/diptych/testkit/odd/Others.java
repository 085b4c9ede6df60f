package dev.diptych.testkit.odd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that are no pictures, whatever their names say; names of all kinds; links. */
final class Others {

  private Others() {}

  static void addTo(Shelf shelf) {
    noPictures(shelf);
    wrongNames(shelf);
    names(shelf);
    namesOfBytes(shelf);
    SideFiles.addTo(shelf);
    links(shelf);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void noPictures(Shelf shelf) {
    shelf.skipped("other/empty.jpg", new byte[0], "empty (0 bytes)");
    shelf.skipped("other/text.jpg", "a caption, not a picture\n", "it is a text file");
    shelf.skipped("other/begins-with-bm.bmp", "BM is how this text begins", "it is a text file");
    shelf.skipped(
        "other/pointer.png",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2\nsize 12345\n",
        "git lfs pull");
    shelf.skipped("other/missing.jpeg", "<!DOCTYPE html><html>404</html>", "an HTML page");
    shelf.skipped("other/drawing.png", "<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG");
    shelf.skipped("other/zeros.jpg", new byte[5000], "nothing but zero bytes");
    shelf.skipped("other/unknown.tif", latin1("\u0001\u0002\u0003\u0090\u00ff"), "no known format");
    shelf.skipped("other/archive.jpg", latin1("PK\u0003\u0004" + "\0".repeat(40)), "ZIP archive");
    shelf.skipped("other/document.png", "%PDF-1.7\n", "a PDF document");
    shelf.skipped("other/layers.jpg", latin1("8BPS\0\1" + "\0".repeat(40)), "a Photoshop document");
    shelf.skipped("other/two-thousand.jpg", latin1("\0\0\0\fjP  \r\n\u0087\n"), "JPEG 2000");
    shelf.skipped("other/icon.png", latin1("\0\0\1\0\1\0\u0010\u0010"), "an icon file");
    shelf.skipped("other/film.jpg", latin1("\0\0\0\u0018ftypmp42\0\0\0\0mp42isom"), "film");
    shelf.skipped("other/sound.png", latin1("RIFF$\0\0\0WAVEfmt "), "a WAV sound file");
    shelf.skipped("other/song.jpg", latin1("ID3\3\0\0\0\0\0\0"), "MP3 file");
    shelf.skipped("other/riff.webp", latin1("RIFF\4\0\0\0WEBP"), "damaged or cut short");
    shelf.skipped(
        "other/webp-cut.webp", latin1("RIFF\u00ff\0\0\0WEBPVP8 \u00f0\0\0\0"), "too early");
    shelf.skipped("other/notes.txt", "Nothing to see here\n", "no picture");
    shelf.skipped("other/settings.json", "{\"a\": 1, \"b\": [2]}", "a, b");
    shelf.skipped("other/numbers.csv", "x,y\n1,2\n3,4\n", "header");
  }

  private static void wrongNames(Shelf shelf) {
    Drawing first = shelf.draw();
    shelf.picture("wrong/really-a-png.jpg", Pngs.plain(first), first);
    Drawing second = shelf.draw();
    shelf.picture("wrong/really-a-jpeg.png", JpegFile.colour(second, false), second, Shelf.JPEG);
    Drawing third = shelf.draw();
    shelf.picture("wrong/really-a-png.txt", Pngs.plain(third), third);
    Drawing fourth = shelf.draw();
    shelf.picture("wrong/really-a-bmp.csv", BmpFile.rgb(fourth, 40, false), fourth);
    Drawing fifth = shelf.draw();
    shelf.picture("wrong/no-extension", Pngs.plain(fifth), fifth);
    Drawing sixth = shelf.draw();
    shelf.picture("wrong/UPPER.JPG", JpegFile.colour(sixth, false), sixth, Shelf.JPEG);
    Drawing seventh = shelf.draw();
    shelf.picture("wrong/download.png.crdownload", Pngs.plain(seventh), seventh);
    Drawing eighth = shelf.draw();
    shelf.picture("wrong/photo.heic", JpegFile.colour(eighth, false), eighth, Shelf.JPEG);
  }

  private static void names(Shelf shelf) {
    List<String> names =
        List.of(
            "with spaces in it.png",
            " leading and trailing .png",
            "percent%20encoded.png",
            "100%.png",
            "caf\u00e9-composed.png",
            "cafe\u0301-taken-apart.png",
            "\ud83d\ude00-smile.png",
            "\u732b-cat.png",
            "\u0642\u0637\u0629.png",
            "-leading-dash.png",
            "quote'\"quote.png",
            "back\\slash.png",
            "semi;colon&and#hash?.png",
            "line\nbreak.png",
            "tab\tstop.png",
            "bidi-\u202egnp.png",
            "[brackets]*{braces}.png",
            "a".repeat(251) + ".png",
            "\u00e4".repeat(125) + ".png",
            "double..dots..png",
            "deep/er/and/de/ep/er/picture.png");
    for (String name : names) {
      shelf.captioned("names/" + name);
    }
    shelf.skipped("names/..hidden.png", Pngs.plain(shelf.draw()), "left out");
    leftOut(shelf, "names/.folder");
    leftOut(shelf, "system/@eaDir");
    leftOut(shelf, "system/__MACOSX");
    leftOut(shelf, "system/$RECYCLE.BIN");
  }

  /** Names from systems that did not write UTF-8, where the file system keeps their bytes. */
  private static void namesOfBytes(Shelf shelf) {
    for (String name : List.of("caf%E9-latin-1.png", "%93%FA%96%7B-shift-jis.png", "%FF%FE.png")) {
      Path path = Path.of(URI.create(shelf.root().toUri() + "names/" + name));
      Drawing drawing = shelf.draw();
      try {
        Files.write(path, Pngs.plain(drawing));
      } catch (IOException refused) { // by a file system whose names are characters
        return;
      }
      shelf.expect(path, new Expectation.Shown(drawing, Shelf.EXACT), List.of());
    }
  }

  /** A folder that is told of once, and what is in it not at all. */
  private static void leftOut(Shelf shelf, String folder) {
    byte[] picture = Pngs.plain(shelf.draw());
    shelf.put(folder + "/inside.png", picture, new Expectation.LeftOut(), List.of());
    Path path = shelf.root().resolve(folder);
    shelf.expect(path, new Expectation.Skipped("left out"), List.of());
  }

  private static void links(Shelf shelf) {
    try {
      Path target = shelf.captioned("links/target.png");
      link(shelf, "links/also.png", target, "symbolic link to");
      link(shelf, "links/nothing.png", Path.of("nowhere.png"), "symbolic link to nothing");
      link(shelf, "links/loop", shelf.root().resolve("links"), "the same folder as");
      link(shelf, "links/itself", Path.of("itself"), "symbolic link cannot be followed");
      Path outside = Files.createDirectories(shelf.root().resolveSibling("outside"));
      Path picture = Files.write(outside.resolve("away.png"), Pngs.plain(shelf.draw()));
      link(shelf, "links/away.png", picture, "leads out");
      link(shelf, "links/outside", outside, "leads out");
    } catch (IOException | UnsupportedOperationException e) {
      throw new UncheckedIOException(new IOException("links cannot be made here", e));
    }
  }

  private static void link(Shelf shelf, String name, Path target, String reason)
      throws IOException {
    Path link = shelf.root().resolve(name);
    Files.createSymbolicLink(link, target);
    shelf.expect(link, new Expectation.Skipped(reason), List.of());
  }
}
