package dev.diptych.testkit.odd;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder of odd files such as people's own libraries hold: all formats and settings, faults,
 * names, lists of captions. Equal seeds give equal files.
 *
 * @param root the folder
 * @param files what is in it, and what is right to make of each
 * @param rows texts of its caption files that are skipped
 */
public record OddLibrary(Path root, List<OddFile> files, List<OddRow> rows) {

  public OddLibrary {
    files = List.copyOf(files);
    rows = List.copyOf(rows);
  }

  /**
   * Writes the library.
   *
   * @param root an empty folder; its real path
   */
  public static OddLibrary write(Path root, long seed) {
    Shelf shelf = new Shelf(root, seed);
    Pngs.addTo(shelf);
    Tiffs.addTo(shelf);
    BmpsAndGifs.addTo(shelf);
    Jpegs.addTo(shelf);
    FixturePictures.addTo(shelf);
    Others.addTo(shelf);
    Tables.addTo(shelf);
    return new OddLibrary(root, shelf.files(), shelf.rows());
  }
}
