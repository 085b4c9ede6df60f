package dev.diptych.testkit.odd;

import java.util.List;

/** What cameras, programs and systems leave beside pictures. */
final class SideFiles {

  private static final List<String> BY_NAME =
      List.of(
          "one.xmp",
          "one.png.xmp",
          "one.AAE",
          "Thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          ".DS_Store",
          "._one.png",
          "Picasa.ini",
          "memo.m4a",
          "song.MP3",
          "film.MOV",
          "film.LRV",
          "IMG_0001.dat",
          "letter.pdf",
          "all.zip");

  private SideFiles() {}

  static void addTo(Shelf shelf) {
    shelf.captioned("beside/one.png");
    for (String name : BY_NAME) {
      shelf.skipped("beside/" + name, "what " + name + " holds", "a side file");
    }
    shelf.skipped("beside/one.png.json", takeout("one.png"), "Takeout");
    shelf.skipped("beside/one.png.supplemental-metadata.json", takeout("one.png"), "Takeout");
    shelf.skipped("beside/one.json", "{\"version\": \"4.5\", \"shapes\": [", "a side file");
    shelf.skipped("beside/GOPR0001.MP4", "a film", "a side file");
    shelf.skipped("beside/GOPR0001.THM", Pngs.plain(shelf.draw()), "thumbnail of GOPR0001.MP4");
    Drawing alone = shelf.draw();
    shelf.picture("beside/alone.THM", Pngs.plain(alone), alone);
    shelf.captioned("beside/Other.PNG", "spelled in another case");
    shelf.captions("beside/other.TXT", "spelled in another case");
  }

  private static String takeout(String title) {
    return """
        {"title": "%s", "description": "", "imageViews": "3",
         "creationTime": {"timestamp": "1"}, "photoTakenTime": {"timestamp": "1"},
         "geoData": {"latitude": 0.0}, "url": "https://photos.example/1"}
        """
        .formatted(title);
  }
}
