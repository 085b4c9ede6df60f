package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Modality;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands beside pictures and holds none. */
class SideFilesRunTest extends RunTestCase {

  private static final String TAKEOUT =
      """
      {"title": "IMG_1.jpg", "description": "my words", "imageViews": "3",
       "creationTime": {"timestamp": "1"}, "photoTakenTime": {"timestamp": "1"},
       "geoData": {"latitude": 0.0}, "url": "https://photos.example/1"}
      """;

  @Test
  void run_sideFiles_areCountedByKindAndNotListed() {
    write("IMG_1.png", Pictures.png(1));
    for (String name :
        List.of(
            "IMG_1.png.xmp",
            "IMG_2.xmp",
            "IMG_1.AAE",
            "Thumbs.db",
            "desktop.ini",
            ".DS_Store",
            "._IMG_1.png",
            "memo.m4a",
            "song.mp3",
            "film.MOV",
            "x.dat",
            "letter.pdf",
            "all.zip",
            "notes.txt",
            "thing.foo",
            "README")) {
      write(name, "something");
    }
    IndexingReport report = run();
    assertThat(index.sources()).containsExactly(uri("IMG_1.png"));
    assertThat(report.passedOver().sideFiles())
        .contains(
            new KindCount(".xmp", 2),
            new KindCount("sound", 2),
            new KindCount(".AAE", 1),
            new KindCount("Thumbs.db", 1),
            new KindCount("desktop.ini", 1),
            new KindCount(".DS_Store", 1),
            new KindCount("AppleDouble", 1),
            new KindCount("video", 1),
            new KindCount(".dat", 1),
            new KindCount("document", 1),
            new KindCount("archive", 1),
            new KindCount(".txt", 1),
            new KindCount(".foo", 1),
            new KindCount("other", 1));
    assertThat(report.listedSkips()).isZero();
    assertThat(report.skippedPicturesAndCaptions()).isZero();
    assertThat(report.total().skipped()).isEqualTo(16);
  }

  @Test
  void run_thumbnailsThatCamerasWrite_areSideFilesBesideWhatTheyShow() {
    write("GOPR1.MP4", "film");
    write("GOPR1.THM", Pictures.png(1));
    write("mvi_2.avi", "film");
    write("mvi_2.thm", Pictures.png(2));
    write("CRW_3.CRW", "raw");
    write("CRW_3.THM", Pictures.png(3));
    write("alone.THM", Pictures.png(4));
    IndexingReport report = run();
    assertThat(index.sources()).containsExactly(uri("alone.THM"));
    assertThat(report.passedOver().sideFiles()).contains(new KindCount(".THM", 3));
  }

  @Test
  void run_sidecarSpelledOtherwise_isOfThePictureThatHasNone() {
    write("bild0.PNG", Pictures.png(1));
    write("Bild0.TXT", "in other case");
    write("u\u0308ber.png", Pictures.png(2));
    write("\u00fcber.png.txt", "composed");
    write("c.png", Pictures.png(3));
    write("c.txt", "by the letter");
    write("C.txt", "of nobody");
    write("d.png", Pictures.png(4));
    write("D.txt", "one of two");
    write("D.png.txt", "both fit");
    run();
    assertThat(texts())
        .containsExactlyInAnyOrder(
            "in other case", "composed", "by the letter", "one of two", "both fit");
  }

  @Test
  void run_sidecarsOfOneSpelling_areOfNoPictureUnlessByTheLetter() {
    write("Ee.png", Pictures.png(1));
    write("EE.txt", "one");
    write("ee.txt", "two");
    run();
    assertThat(texts()).isEmpty();
  }

  @Test
  void run_takeoutExport_takesPicturesAndCountsTheRest() {
    String longName = "Screenshot_20200102-030405_One_Long_Name_Of_An_App.png";
    String cut = longName.substring(0, 46);
    write("IMG_1.png", Pictures.png(1));
    write("IMG_2(1).png", Pictures.png(2));
    write(longName, Pictures.png(3));
    for (String name :
        List.of(
            "IMG_1.png.json",
            "IMG_1.png.supplemental-metadata.json",
            "IMG_2.png(1).json",
            cut + ".json",
            "IMG_1.png.suppl.json")) {
      write(name, TAKEOUT);
    }
    write("print-subscriptions.json", "{}");
    write("Metadaten.json", "{\"title\": \"Album\"}");
    write("metadata.json", "{\"title\": \"Album\", \"access\": \"protected\", \"date\": {}}");
    write("IMG_1.json", "{\"version\": \"4.5\", \"shapes\": [");
    write("captions.json", "{"); // of no picture
    write("IMG_2.png(1).suppl.json", "{");
    IndexingReport report = run();
    assertThat(index.sources()).hasSize(3).allMatch(source -> source.endsWith(".png"));
    assertThat(report.passedOver().sideFiles())
        .containsExactly(new KindCount("Takeout .json", 8), new KindCount(".json", 2));
    assertThat(report.listedSkips()).isEqualTo(1);
    assertThat(reason(report, "captions.json")).contains("no JSON");
  }

  @Test
  void run_picturesOfKindsThatAreNotRead_areListed() {
    write("a.ppm", "P6 1 1 255 rgb");
    write("b.dds", "DDS ");
    write("c.icns", "icns");
    assertThat(run().listedSkips()).isEqualTo(3);
  }

  @Test
  void run_beyondALimitOfTheJsonParser_namesNoneOfItsClasses() {
    write("deep.json", "[".repeat(2000));
    write("long.jsonl", "{\"image\": \"a.png\", \"caption\": %s}".formatted("9".repeat(5000)));
    IndexingReport report = run();
    assertThat(reason(report, "deep.json")).contains("nesting").doesNotContain("Constraints");
    assertThat(reason(report, "long.jsonl")).doesNotContain("Constraints");
  }

  @Test
  void run_damagedPicture_isListedBeforeAllElse() {
    for (int i = 0; i < 30; i++) {
      write("a" + i + ".csv", "name;price\nx;1\n");
    }
    byte[] whole = Pictures.png(1);
    write("z.png", Arrays.copyOf(whole, whole.length / 2));
    write("broken.json", "[{\"image\": \"a.png\", \"cap");
    IndexingReport report = run();
    assertThat(report.skips().subList(0, 2))
        .extracting(SourceOutcome::group)
        .containsOnly(SkipGroup.DAMAGED);
    assertThat(report.skips().getFirst().source()).isEqualTo(uri("z.png"));
    assertThat(report.skips().getLast().group()).isEqualTo(SkipGroup.OTHER);
    assertThat(report.skippedPicturesAndCaptions()).isEqualTo(2);
    assertThat(report.listedSkips()).isEqualTo(32);
  }

  @Test
  void run_soundPicturesThatAreNotRead_standApartFromDamage() {
    write("a.psd", "8BPS and more");
    write("b.cr3", "\0\0\0\u0018ftypcrx and more");
    write("c.jpg", "");
    write("d.jpg", "<html>gone</html>");
    write("e.bmp", "8BPS and more");
    IndexingReport report = run();
    assertThat(report.skips())
        .filteredOn(skip -> skip.group() == SkipGroup.UNSUPPORTED)
        .extracting(SourceOutcome::source)
        .containsExactlyInAnyOrder(uri("a.psd"), uri("b.cr3"), uri("e.bmp"));
    assertThat(report.skips())
        .filteredOn(skip -> skip.group() == SkipGroup.DAMAGED)
        .extracting(SourceOutcome::source)
        .containsExactlyInAnyOrder(uri("c.jpg"), uri("d.jpg"));
    assertThat(report.skippedPicturesAndCaptions()).isEqualTo(5);
  }

  @Test
  void run_pictureNamedLikeASideFile_isIndexed() {
    write("x.dat", Pictures.png(1));
    write("y.xmp", Pictures.png(2));
    run();
    assertThat(index.sources()).containsExactly(uri("x.dat"), uri("y.xmp"));
  }

  @Test
  void run_sideFileThatIsNamed_isListed() {
    Path notes = write("notes.txt", "words");
    Path film = write("film.mp4", "something");
    IndexingReport report = run(IndexingRequest.of(List.of(notes, film)), new ArrayList<>());
    assertThat(report.listedSkips()).isEqualTo(2);
    assertThat(report.skippedPicturesAndCaptions()).isEqualTo(2);
  }

  @Test
  void run_captionsWithoutTheirPicture_countAsCaptions() {
    write("a.csv", "image,caption\nnowhere.png,words\n");
    IndexingReport report = run();
    assertThat(report.skips()).extracting(SourceOutcome::group).containsOnly(SkipGroup.UNMATCHED);
    assertThat(report.skippedPicturesAndCaptions()).isEqualTo(1);
  }

  @Test
  void run_report_tellsGroupAndReasonOfEveryFile() throws java.io.IOException {
    write("IMG_1.png", Pictures.png(1));
    write("IMG_1.png.xmp", "x");
    write("@eaDir/IMG_1.png", Pictures.png(2));
    write(".hidden", "x");
    Path report = root.resolveSibling("report.jsonl");
    run(IndexingRequest.of(List.of(root)).withReportFile(report), new ArrayList<>());
    assertThat(Files.readAllLines(report, StandardCharsets.UTF_8))
        .hasSize(4)
        .anyMatch(
            line -> line.contains("IMG_1.png.xmp") && line.contains("\"group\":\"side-file\""))
        .anyMatch(line -> line.contains("@eaDir") && line.contains("\"group\":\"left-out\""))
        .anyMatch(line -> line.contains(".hidden") && line.contains("left out: hidden"));
  }

  private List<String> texts() {
    return index.committed().stream()
        .map(stored -> stored.item())
        .filter(item -> item.modality() == Modality.TEXT)
        .map(item -> String.valueOf(item.text()))
        .toList();
  }
}
