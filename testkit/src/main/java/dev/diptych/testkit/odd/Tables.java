package dev.diptych.testkit.odd;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;

/** Pictures with captions in every dialect of tables and lists. */
final class Tables {

  private int folders;
  private final Shelf shelf;

  private Tables(Shelf shelf) {
    this.shelf = shelf;
  }

  static void addTo(Shelf shelf) {
    Tables tables = new Tables(shelf);
    tables.separators();
    tables.columns();
    tables.lines();
    tables.dataSets();
    tables.sidecars();
    tables.spellings();
    tables.troubles();
  }

  /** A folder with two pictures, {@code a.png} and {@code b.png}, and a list of their captions. */
  private Path pair(String list, String content) {
    return pair(list, content, StandardCharsets.UTF_8);
  }

  private Path pair(String list, String content, Charset charset) {
    String folder = "captions/" + folders++ + "/";
    String first = "the first of folder " + folders;
    String second = "the second, \"better\" of folder " + folders;
    shelf.captioned(folder + "a.png", first);
    shelf.captioned(folder + "b.png", second);
    return shelf.captions(
        folder + list,
        content
            .replace("FIRST", first)
            .replace("SECOND-JSON", second.replace("\"", "\\\""))
            .replace("SECOND", second.replace("\"", "\"\"")),
        charset);
  }

  private static String table(String separator, String picture, String text) {
    return "%2$s%1$s%3$s\na.png%1$s\"FIRST\"\nb.png%1$s\"SECOND\"\n"
        .formatted(separator, picture, text);
  }

  private void separators() {
    pair("list.csv", table(",", "image", "caption"));
    pair("list.csv", table(";", "image", "caption"));
    pair("list.csv", table("\t", "image", "caption"));
    pair("list.tsv", table("\t", "image", "caption"));
    pair("list.csv", table("|", "image", "caption"));
    pair("list.csv", "sep=;\n" + table(";", "image", "caption"));
    pair("list.csv", "\ufeff" + table(",", "image", "caption"));
    pair("list.csv", table(",", "image", "caption").replace("\n", "\r\n"));
    pair("list.txt", "\ufeff" + table("\t", "image", "caption"), StandardCharsets.UTF_16LE);
    pair("list.csv", "\ufeff" + table("\t", "image", "caption"), StandardCharsets.UTF_16BE);
    pair("list.csv", "caption;n;image\n\"FIRST\";1;a.png\n\"SECOND\";2;b.png\n");
  }

  private void columns() {
    List<String> pictures =
        List.of("file_name", "filename", "image_name", "image_path", "filepath", "path", "img");
    for (String picture : pictures) {
      if (folders % 2 == 0) {
        pair("list.csv", table(",", picture, "text"));
        continue;
      }
      pair(
          "list.jsonl",
          "{\"%1$s\": \"a.png\", \"text\": \"FIRST\"}\n{\"%1$s\": \"b.png\", \"text\": \"SECOND-JSON\"}\n"
              .formatted(picture));
    }
    pair("list.csv", table(",", "Image", "Captions"));
  }

  private void lines() {
    pair(
        "list.jsonl",
        "{\"image\": \"a.png\", \"caption\": \"FIRST\", \"score\": NaN}\n{\"image\": \"b.png\", \"caption\": [\"SECOND-JSON\"], \"score\": -Infinity}\n");
    pair(
        "list.json",
        "[{\"image\": \"a.png\", \"caption\": [\"FIRST\"]},\n {\"image\": \"b.png\", \"caption\": \"SECOND-JSON\"}]");
    pair(
        "list.jsonl",
        "{\n \"image\": \"a.png\",\n \"caption\": \"FIRST\"\n}\n{\n \"image\": \"b.png\",\n \"caption\": \"SECOND-JSON\"\n}\n");
  }

  private void dataSets() {
    pair(
        "Flickr8k.token.txt",
        "a.png#0\tFIRST\nb.png#0\tSECOND-BARE\n".replace("SECOND-BARE", "the plain one"));
    correct("the plain one");
    pair("captions.txt", table(",", "image", "caption"));
    pair(
        "results.csv",
        "image_name| comment_number| comment\na.png| 0| FIRST\nb.png| 0| another plain one\n");
    correct("another plain one");
    pair(
        "captions_val2017.json",
        "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}, {\"id\": 2, \"file_name\": \"b.png\"}], \"annotations\": [{\"image_id\": 1, \"id\": 5, \"caption\": \"FIRST\"}, {\"image_id\": 2, \"id\": 6, \"caption\": \"SECOND-JSON\"}]}");
    pair(
        "dataset.json",
        "{\"images\": [{\"filename\": \"a.png\", \"sentences\": [{\"raw\": \"FIRST\"}]}, {\"filename\": \"b.png\", \"sentences\": [{\"raw\": \"SECOND-JSON\"}]}], \"dataset\": \"x\"}");
  }

  /** The second picture of the last folder has another caption than usual. */
  private void correct(String caption) {
    Path picture = shelf.root().resolve("captions/" + (folders - 1) + "/b.png");
    shelf.caption(picture, caption);
  }

  private void sidecars() {
    shelf.captioned("side/one.png", "a sidecar of one line");
    shelf.captions("side/one.txt", "a sidecar of one line\n");
    shelf.captioned("side/two.png", "two lines", "are two captions");
    shelf.captions("side/two.png.txt", "two lines\r\n\r\nare two captions");
    shelf.captioned("side/windows.png", "caf\u00e9 by the sea");
    shelf.captions("side/windows.txt", "caf\u00e9 by the sea", Charset.forName("windows-1252"));
    shelf.captioned("side/deleted.png");
    shelf.skipped("side/deleted.txt", "", "it holds no text");
  }

  private void spellings() {
    spelled("Case.PNG", "case.png", "found in another case");
    spelled(
        "na\u00efve.png",
        Normalizer.normalize("na\u00efve.png", Normalizer.Form.NFD),
        "found taken apart");
    spelled("two words.png", "two%20words.png", "found percent-encoded");
    spelled("in/below.png", "below.png", "found in a folder below");
    String folder = "spelled/uri/";
    Path picture = shelf.captioned(folder + "x.png", "found by its address");
    shelf.captions(
        folder + "list.csv",
        "image,caption\nfile://localhost"
            + picture.toUri().getRawPath()
            + ",found by its address\n");
  }

  private void spelled(String name, String said, String caption) {
    String folder = "spelled/" + folders++ + "/";
    shelf.captioned(folder + name, caption);
    shelf.captions(folder + "list.csv", "image,caption\n%s,%s\n".formatted(said, caption));
  }

  private void troubles() {
    Path table =
        pair("list.csv", table(",", "image", "caption") + "gone.png,nobody's\nonly-one-field\n,\n");
    shelf.skippedRow(table, "#row=4", "its image gone.png is missing");
    shelf.skippedRow(table, "#row=5", "1 field where the header has 2");
    shelf.skippedRow(table, "#row=6", "the text is empty");
    Path lines =
        pair(
            "list.jsonl",
            "{\"image\": \"a.png\", \"text\": \"FIRST\"}\n{broken\n{\"image\": \"b.png\", \"text\": \"SECOND-JSON\"}\n");
    shelf.skippedRow(lines, "#row=2", "line 2");
  }
}
