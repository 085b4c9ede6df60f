package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.Source;
import dev.diptych.indexer.internal.tar.TarWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Shards of samples as webdataset lays them out. */
class TarRunTest extends RunTestCase {

  private static TarWriter samples() {
    return new TarWriter()
        .file("0001.jpg", Pictures.png(1))
        .file("0001.txt", "a red circle\na round thing\n")
        .file("0001.json", "{\"caption\": \"not read beside a .txt\"}")
        .file("0001.cls", "7")
        .file("x/0002.seg.png", Pictures.png(2))
        .file("x/0002.json", "{\"width\": 6, \"caption\": \"a blue square\"}");
  }

  /** {@return the names of the pictures, by the texts that belong to them} */
  private Map<String, String> captions() {
    Map<String, String> captions = new TreeMap<>();
    for (String source : index.sources()) {
      Item item = index.bySource(source).orElseThrow();
      if (item.modality() == Modality.TEXT) {
        captions.put(
            String.valueOf(item.text()),
            new Source(String.valueOf(item.imageSource())).shownName());
      }
    }
    return captions;
  }

  private List<Item> pictures() {
    return index.sources().stream()
        .map(source -> index.bySource(source).orElseThrow())
        .filter(item -> item.modality() == Modality.IMAGE)
        .toList();
  }

  @Test
  void run_samples_arePicturesWithTheirTexts() throws IOException {
    Path shard = write("shard-000.tar", samples().whole());
    IndexingReport report = run();
    assertThat(captions())
        .isEqualTo(
            Map.of(
                "a red circle", "0001.jpg",
                "a round thing", "0001.jpg",
                "a blue square", "0002.seg.png"));
    assertThat(report.images().indexed()).isEqualTo(2);
    assertThat(report.passedOver().toString()).contains(".cls").contains(".json");
    Item picture = pictures().getFirst();
    Source.Member place = picture.source().member().orElseThrow();
    byte[] archive = Files.readAllBytes(shard);
    assertThat(
            Arrays.copyOfRange(
                archive, (int) place.offset(), (int) (place.offset() + picture.bytes())))
        .isEqualTo(Pictures.png(1));
    assertThat(picture.source().path()).isEqualTo(shard + "/0001.jpg");
    assertThat(index.hasThumbnail(picture.contentHash())).isTrue();
  }

  @Test
  void run_again_readsNoPicture_andAfterATouchEncodesNone() throws IOException {
    Path shard = write("shard.tar", samples().whole());
    run();
    int encoded = model.encodedImages();
    IndexingReport again = run();
    assertThat(again.total().reused()).isEqualTo(5);
    Files.setLastModifiedTime(shard, FileTime.fromMillis(86_400_000));
    IndexingReport touched = run();
    assertThat(touched.images().reused()).isEqualTo(2);
    Files.move(shard, root.resolve("renamed.tar"));
    IndexingReport renamed = run();
    assertThat(renamed.images().reused()).isEqualTo(2);
    assertThat(captions()).hasSize(3);
    assertThat(pictures()).hasSize(2);
    assertThat(model.encodedImages()).isEqualTo(encoded);
  }

  @Test
  void run_packedArchive_isReadLikeAnother_andUnpackedForNothingThatIsKnown() throws IOException {
    TarWriter many = samples();
    for (int i = 10; i < 60; i++) {
      many.file(i + ".png", Pictures.png(i)).file(i + ".txt", "picture " + i);
    }
    Path shard = write("shard-000.tar.gz", TarWriter.packed(many.whole()));
    write(
        "shard-001.TGZ", TarWriter.packed(new TarWriter().file("z.png", Pictures.png(99)).whole()));
    List<SourceOutcome> outcomes = new ArrayList<>();
    IndexingReport report = run(IndexingRequest.of(List.of(root)), outcomes);
    assertThat(report.images().indexed()).isEqualTo(53);
    assertThat(captions()).hasSize(53).containsEntry("picture 31", "31.png");
    assertThat(captions()).containsEntry("a blue square", "0002.seg.png");
    assertThat(report.passedOver().toString()).contains(".cls").contains(".json");
    assertThat(outcomes).as("every member, each once").hasSize(53 + 53 + 2);
    assertThat(run().total().reused()).isEqualTo(106);
    int encoded = model.encodedImages();
    Files.setLastModifiedTime(shard, FileTime.fromMillis(86_400_000));
    assertThat(run().images().reused()).isEqualTo(53);
    assertThat(model.encodedImages()).isEqualTo(encoded);
  }

  @Test
  void run_sampleGone_leavesTheIndex_andTheArchiveWithAll() throws IOException {
    Path shard = write("shard.tar", samples().whole());
    write("other.png", Pictures.png(9));
    run();
    write(
        "shard.tar",
        new TarWriter().file("0001.jpg", Pictures.png(1)).file("0001.txt", "a red circle").whole());
    run();
    assertThat(captions()).isEqualTo(Map.of("a red circle", "0001.jpg"));
    Files.delete(shard);
    run();
    assertThat(captions()).isEmpty();
    assertThat(pictures()).hasSize(1);
  }

  @Test
  void run_damagedArchive_isTold_andCostsNothingThatWasThere() {
    byte[] whole = samples().whole();
    write("shard.tar", whole);
    run();
    write("shard.tar", Arrays.copyOf(whole, 2000));
    IndexingReport report = run();
    assertThat(reason(report, "shard.tar"))
        .isEqualTo("it ends within a member; what comes before is read");
    assertThat(report.total().removed()).isZero();
    assertThat(pictures()).hasSize(2);
  }

  @Test
  void run_oddMembers_areAccountedForOneByOne() {
    write(
        "shard.tar",
        new TarWriter()
            .file("a.jpg", "no picture at all")
            .file("b.png", Pictures.png(1))
            .file("b.txt", "\0\0")
            .file("c.txt", "without a picture")
            .file("d.png", Pictures.png(2))
            .file("d.txt", "one")
            .file("d.txt", "two")
            .member("e.jpg", '2', 0, new byte[0])
            .file("../../f.png", Pictures.png(3))
            .file("._b.png", "fork")
            .whole());
    List<SourceOutcome> outcomes = new ArrayList<>();
    IndexingReport report = run(IndexingRequest.of(List.of(root)), outcomes);
    assertThat(report.images().indexed()).isEqualTo(3);
    assertThat(captions()).isEqualTo(Map.of("one", "d.png", "two", "d.png"));
    assertThat(outcomes).hasSize(10);
    assertThat(report.skips())
        .extracting(SourceOutcome::reason)
        .anyMatch(reason -> String.valueOf(reason).contains("not in a known picture format"))
        .anyMatch(reason -> String.valueOf(reason).contains("zero bytes"));
  }

  @Test
  void run_archiveOfSomethingElse_isPassedOverAsBefore() {
    write("notes.tar", new TarWriter().file("a.doc", "x").whole());
    write("fake.tar", "no archive");
    assertThat(run().passedOver().toString()).contains("archive");
    assertThat(index.sources()).isEmpty();
  }
}
