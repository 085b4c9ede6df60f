package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets as people get them: every caption finds its picture, or it is told why not. */
class DataSetsRunTest extends RunTestCase {

  /** {@return the names of the pictures, below the root, by the texts that belong to them} */
  private Map<String, String> captions() {
    Map<String, String> captions = new TreeMap<>();
    for (String source : index.sources()) {
      Item item = index.bySource(source).orElseThrow();
      if (item.modality() == Modality.TEXT) {
        String picture = item.imageSource();
        captions.put(
            String.valueOf(item.text()),
            picture == null ? "-" : root.relativize(Path.of(URI.create(picture))).toString());
      }
    }
    return captions;
  }

  private void pictures(String... names) {
    for (int i = 0; i < names.length; i++) {
      write(names[i], Pictures.png(i + 1));
    }
  }

  @Test
  void run_flickr8kTokens_findTheirPictures() {
    pictures("a.jpg", "b.jpg");
    write(
        "Flickr8k.token.txt",
        "a.jpg#0\tA red circle .\na.jpg#1\tA round red thing .\nb.jpg#0\tA green circle .\n");
    write("results_20130124.token", "b.jpg#1\tGreen .\nnothing here\nc.jpg#0\tGone .\n");
    IndexingReport report = run();
    assertThat(captions())
        .isEqualTo(
            Map.of(
                "A red circle .", "a.jpg",
                "A round red thing .", "a.jpg",
                "A green circle .", "b.jpg",
                "Green .", "b.jpg"));
    assertThat(reason(report, "results_20130124.token#row=2")).contains("line 2: not a picture");
    assertThat(reason(report, "results_20130124.token#row=3"))
        .isEqualTo("line 3: its image c.jpg is missing");
    assertThat(report.captions().withoutPicture()).isEqualTo(1);
  }

  @Test
  void run_kaggleCaptionsAndImagesFolder_findTheirPictures() {
    pictures("Images/a.jpg", "Images/b.jpg");
    write(
        "captions.txt", "image,caption\na.jpg,A red circle .\na.jpg,\"Red, round\"\nb.jpg,Green\n");
    IndexingReport report = run();
    assertThat(captions())
        .isEqualTo(
            Map.of(
                "A red circle .", "Images/a.jpg",
                "Red, round", "Images/a.jpg",
                "Green", "Images/b.jpg"));
    assertThat(report.captions()).isEqualTo(new CaptionCounts(0, 3, List.of()));
  }

  @Test
  void run_captionsNamedAlone_takeThePicturesOfTheFolderBeside() {
    pictures("Images/a.jpg", "Images/b.jpg", "Other/c.jpg");
    write("captions.txt", "image,caption\na.jpg,red\nB.JPG,green\n");
    IndexingReport report =
        run(IndexingRequest.of(List.of(root.resolve("captions.txt"))), new ArrayList<>());
    assertThat(captions()).isEqualTo(Map.of("red", "Images/a.jpg", "green", "Images/b.jpg"));
    assertThat(report.images().indexed()).isEqualTo(2);
  }

  @Test
  void run_flickr30kResults_areTakenApartAtBars() {
    pictures("a.jpg", "b.jpg");
    write(
        "results.csv",
        """
        image_name| comment_number| comment
        a.jpg| 0| A red circle , "big" .
        a.jpg| 1| "Round" thing .
        b.jpg| 0   Green .
        b.jpg| 1| Green .
        """);
    IndexingReport report = run();
    assertThat(captions())
        .isEqualTo(
            Map.of(
                "A red circle , \"big\" .", "a.jpg",
                "\"Round\" thing .", "a.jpg",
                "Green .", "b.jpg"));
    assertThat(reason(report, "results.csv#row=4")).contains("2 fields where the header has 3");
  }

  @Test
  void run_cocoCaptions_areJoinedWithTheirPictures() {
    pictures("val2017/000000000001.jpg", "val2017/000000000002.jpg");
    write(
        "annotations/captions_val2017.json",
        """
        {"info": {"description": "COCO", "url": null}, "licenses": [{"id": 1, "name": "x"}],
         "annotations": [{"image_id": 1, "id": 7, "caption": "A red circle"},
          {"image_id": 2, "id": 8, "caption": "A green circle"},
          {"image_id": 3, "id": 9, "caption": "Nobody's"}, {"image_id": 2, "id": 10, "caption": " "}],
         "images": [{"id": 1, "file_name": "000000000001.jpg", "coco_url": "http://x/1.jpg"},
          {"id": 2, "file_name": "000000000002.jpg"}]}
        """);
    IndexingReport report = run();
    assertThat(captions())
        .isEqualTo(
            Map.of(
                "A red circle", "val2017/000000000001.jpg",
                "A green circle", "val2017/000000000002.jpg"));
    assertThat(reason(report, "captions_val2017.json#row=3"))
        .isEqualTo("entry 3: the file lists no picture with the id \"3\"");
    assertThat(reason(report, "captions_val2017.json#row=4"))
        .isEqualTo("entry 4: the text is empty");
    assertThat(run().texts().reused()).isEqualTo(2);
  }

  @Test
  void run_karpathySplits_giveEverySentence() {
    pictures("val2014/a.jpg", "b.jpg");
    write(
        "dataset_coco.json",
        """
        {"images": [{"filepath": "val2014", "sentids": [1], "filename": "a.jpg", "split": "test",
           "sentences": [{"tokens": ["a", "red"], "raw": "A red one.", "imgid": 0, "sentid": 1},
             {"raw": "Round."}]},
          {"filename": "b.jpg", "sentences": [{"raw": "Green."}]}], "dataset": "coco"}
        """);
    run();
    assertThat(captions())
        .isEqualTo(
            Map.of("A red one.", "val2014/a.jpg", "Round.", "val2014/a.jpg", "Green.", "b.jpg"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"coco_karpathy_test.json", "list.jsonl"})
  void run_blipsOwnArray_isRead(String name) {
    pictures("val2014/a.jpg", "b.jpg");
    write(
        name,
        """
        [{"image": "val2014/a.jpg", "caption": ["A red one.", "Round."]},
         7,
         {"caption": "Green.", "image": "b.jpg", "image_id": "coco_522418", "score": -Infinity}]
        """);
    IndexingReport report = run();
    assertThat(captions())
        .isEqualTo(
            Map.of("A red one.", "val2014/a.jpg", "Round.", "val2014/a.jpg", "Green.", "b.jpg"));
    assertThat(reason(report, name + "#row=2")).isEqualTo("entry 2: not a JSON object");
  }

  @Test
  void run_jsonlAsPythonWritesIt_isRead() {
    pictures("a.jpg");
    write("c.jsonl", "{\"image\":\"a.jpg\",\"caption\":\"red\",\"score\":NaN,\"x\":[-Infinity]}\n");
    write(
        "d.jsonl", "{\n  \"image\": \"a.jpg\",\n  \"caption\": \"round\"\n}\n{\n\"text\":\"x\"}\n");
    run();
    assertThat(captions()).isEqualTo(Map.of("red", "a.jpg", "round", "a.jpg", "x", "-"));
  }

  @Test
  void run_otherJson_saysWhatItIs() {
    write("package.json", "{\n  \"name\": \"x\",\n  \"version\": \"1\"\n}\n");
    write("list.jsonl", "{\n  \"event\": \"login\",\n  \"user\": 1\n}\n");
    write("numbers.json", "[1, 2]");
    write(
        "instances.json",
        "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"}], \"annotations\": [{\"image_id\": 1, \"bbox\": []}]}");
    write("cut.json", "[{\"image\": \"a.jpg\", \"caption\": \"x\"}, {\"ima");
    write("photo.jpg.json", "{\"title\": \"photo.jpg\", \"description\": \"a text\"}");
    IndexingReport report = run();
    assertThat(reason(report, "package.json"))
        .startsWith("not a caption file: a JSON object with the members name, version; read are");
    assertThat(reason(report, "list.jsonl"))
        .startsWith("not a caption file: a JSON object with the members event, user; ");
    assertThat(reason(report, "numbers.json")).contains("a JSON array without objects");
    assertThat(reason(report, "instances.json")).contains("members images, annotations");
    assertThat(reason(report, "photo.jpg.json")).contains("members title, description");
    assertThat(reason(report, "cut.json"))
        .startsWith("cannot be read: entry 2 and what follows is no JSON: ");
    assertThat(report.texts().indexed()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "image;caption!a.jpg;a red circle, big",
        "image\tcaption!a.jpg\ta red circle, big",
        "image|caption!a.jpg|a red circle, big",
        "sep=;\\nimage;caption!a.jpg;a red circle, big",
        "sep=^\\nimage^caption!a.jpg^a red circle, big",
        "id;Caption;File Name!1;a red circle, big;a.jpg",
        "image;caption;;!a.jpg;a red circle, big;;",
        "a,b;image;caption!x;a.jpg;a red circle, big",
        "image,caption!a.jpg,\"a red circle, big\""
      })
  void run_tableOfAnyDialect_isTakenApartByItsHeader(String header, String row) {
    pictures("a.jpg");
    String table = header.replace("\\n", "\n") + "\n" + row + "\n";
    write("c.csv", table);
    write("d.tsv", table.getBytes(StandardCharsets.UTF_16)); // Excel's "Unicode text"
    IndexingReport report = run();
    assertThat(report.texts().indexed() + report.texts().reused())
        .as("%s", report.skips())
        .isEqualTo(2);
    assertThat(captions()).isEqualTo(Map.of("a red circle, big", "a.jpg"));
    assertThat(index.sources()).contains(uri("c.csv") + "#row=2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image",
        "image_name",
        "filepath",
        "filename",
        "image_path",
        "path",
        "file_name",
        "img",
        "File-Name",
        "Image Path"
      })
  void run_pictureColumnOfAnyName_isKnownInTablesAndJson(String name) {
    pictures("a.jpg");
    write("x.csv", name + ",caption\na.jpg,purple\n");
    write("y.jsonl", "{\"" + name + "\":\"a.jpg\",\"caption\":\"orange\"}\n");
    run();
    assertThat(captions()).isEqualTo(Map.of("purple", "a.jpg", "orange", "a.jpg"));
  }

  @Test
  void run_tablesWithoutPictures_sayItInOneLineEach() {
    pictures("a.jpg");
    write("alone.csv", "licence,caption\nhttp://x/1,one\nhttp://x/2,two\n");
    write("gone.csv", "image,caption\nx.jpg,three\ny.jpg,four\n");
    write("some.csv", "image,caption\na.jpg,five\ny.jpg,six\n");
    write("alone.jsonl", "{\"text\": \"seven\"}\n");
    IndexingReport report = run();
    assertThat(report.captions().withoutPicture()).isEqualTo(3);
    assertThat(report.captions().notes())
        .containsExactly(
            root.resolve("alone.csv")
                + ": its 2 texts stand alone, since none of its columns (licence, caption) names"
                + " pictures, such as image or file_name",
            root.resolve("alone.jsonl")
                + ": its text stands alone, since no line has a member that names a picture, such"
                + " as image or file_name",
            root.resolve("gone.csv")
                + ": no picture that it names is in the index (2 entries, the first names x.jpg)");
  }

  @ParameterizedTest
  @CsvSource({
    "a.png, A.PNG",
    "a.png, a.Png",
    "ü.png, u\u0308.png",
    "u\u0308.png, Ü.png",
    "my cat.png, my%20cat.png",
    "100%.png, 100%.png",
    "100%.png, 100%25.png",
    "Bilder/x/ä.png, bilder\\X\\A\u0308.PNG",
    "é.png, %C3%A9.png",
    "é.png, e%CC%81.png",
    "sub/deep/b.png, b.png",
    "sub/deep/b.png, deep/b.png",
    "sub/deep/b.png, Deep/B.png",
    "a.png, ' a.png '"
  })
  void run_nameSpelledOtherwise_takesTheOneCandidate(String file, String reference) {
    pictures(file, "other.png");
    write("c.jsonl", "{\"image\": \"" + reference.replace("\\", "\\\\") + "\", \"text\": \"x\"}\n");
    IndexingReport report = run();
    assertThat(captions()).as("%s", report.skips()).isEqualTo(Map.of("x", file));
    assertThat(report.captions().inOtherWords()).isEqualTo(file.equals(reference) ? 0 : 1);
  }

  @Test
  void run_fileUris_areReadAsPeopleWriteThem() {
    pictures("my cat.png");
    String path = root.toString();
    write(
        "c.csv",
        "image,caption\nfile://localhost"
            + path
            + "/my%20cat.png,one\nfile://"
            + path
            + "/my cat.png,two\nFILE:"
            + path
            + "/my%20cat.png,three\nfile://other"
            + path
            + "/my%20cat.png,four\nhttps://x/my%20cat.png,five\n");
    IndexingReport report = run();
    assertThat(captions().keySet()).containsExactly("one", "three", "two");
    assertThat(report.captions().inOtherWords()).isZero();
    assertThat(reason(report, "c.csv#row=5")).contains("a file of another machine, other");
    assertThat(reason(report, "c.csv#row=6")).contains("--allow-remote");
  }

  @Test
  void run_severalCandidates_areNamedAndNoneIsTaken() {
    pictures("x/b.png", "y/b.png", "z/B.png", "C.png", "c.PNG");
    write("c.csv", "image,caption\nb.png,one\nB.png,two\nc.png,three\n");
    IndexingReport report = run();
    assertThat(captions()).isEqualTo(Map.of("two", "z/B.png"));
    assertThat(reason(report, "c.csv#row=2"))
        .isEqualTo(
            "line 2: its image b.png may be any of %s, %s: name one of them exactly"
                .formatted(root.resolve("x/b.png"), root.resolve("y/b.png")));
    assertThat(reason(report, "c.csv#row=4")).contains("C.png").contains("c.PNG");
  }

  @Test
  void run_albumsSideBySide_neverTakeEachOthersPictures() {
    pictures("one/IMG_1.png", "two/IMG_2.png");
    write("two/c.csv", "image,caption\nIMG_1.png,wrong\nIMG_2.png,right\n");
    run();
    assertThat(captions()).isEqualTo(Map.of("right", "two/IMG_2.png"));
  }
}
