package dev.diptych.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Facts;
import dev.diptych.core.Modality;
import dev.diptych.encoders.TextReader;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.ReadTextCounts;
import dev.diptych.searcher.FoundBy;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.testkit.Signs;
import dev.diptych.testkit.Signs.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text in pictures, from the index run to the search, through the front door. */
final class ReadTextTest {

  private static final long SEED = 5;

  @TempDir private Path folder;
  private Path pictures;
  private Diptych diptych;
  private DiptychIndex index;

  @BeforeEach
  void open() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
    write("a.png", Signs.png(Kind.UPRIGHT, List.of("Harbour", "Museum"), SEED));
    write("b.png", Signs.png(Kind.WHITE_ON_RED, List.of("Exit Library"), SEED));
    write("c.png", Signs.noise(SEED));
    diptych = Diptych.open(folder.resolve("home"));
    index = diptych.index(folder.resolve("index"));
  }

  @AfterEach
  void close() {
    diptych.close();
  }

  private void write(String name, byte[] file) throws IOException {
    Files.write(pictures.resolve(name), file);
  }

  private UpdateRequest plain() {
    return UpdateRequest.of(List.of(pictures));
  }

  private IndexingReport read() {
    return index.update(plain().withReading(ReadingChoice.STANDARD));
  }

  /** What was read in each file, where somebody looked. */
  private Map<String, Facts.ReadText> texts() {
    Map<String, Facts.ReadText> texts = new TreeMap<>();
    try (ItemReader reader = index.folder().openReader(index.folder().spec().model());
        IndexView view = reader.view()) {
      view.forEach(
          Modality.IMAGE,
          item ->
              item.facts()
                  .readText()
                  .ifPresent(text -> texts.put(item.source().shownName(), text)));
    }
    return texts;
  }

  private String text(String file) {
    return Objects.requireNonNull(texts().get(file)).text();
  }

  private List<String> found(String query) {
    return index.search(SearchRequest.typed(query)).hits().stream()
        .map(hit -> hit.item().source().shownName())
        .toList();
  }

  @Test
  void update_reading_isOffByDefaultAndEncodesNothingLater() throws IOException {
    byte[] damaged = Signs.png(Kind.UPRIGHT, List.of("Castle"), SEED);
    write("damaged.png", Arrays.copyOf(damaged, damaged.length / 2));
    assertThat(index.update(plain()).readText()).isEqualTo(ReadTextCounts.NONE);
    assertThat(texts()).isEmpty();

    IndexingReport later = read();

    assertThat(later.images().indexed()).as("nothing is encoded for it").isZero();
    assertThat(later.images().skipped()).as("what cannot be decoded is accounted for").isEqualTo(1);
    assertThat(later.readText()).isEqualTo(new ReadTextCounts(3, 2, 0));
    assertThat(text("a.png")).isEqualTo("Harbour\nMuseum");
    assertThat(text("c.png")).isEmpty();
    assertThat(read().readText()).as("all have been looked at").isEqualTo(ReadTextCounts.NONE);
    index.update(plain());
    assertThat(texts()).as("a run without leaves it as it is").hasSize(3);
  }

  @Test
  void search_wordsInPictures_findThem() {
    read();

    SearchHit hit = index.search(SearchRequest.typed("\"harbour museum\"")).hits().getFirst();
    assertThat(hit.item().source().shownName()).isEqualTo("a.png");
    assertThat(hit.exact()).isTrue();
    assertThat(hit.foundBy()).isIn(FoundBy.WORDS, FoundBy.BOTH);
    assertThat(FactsAnswer.of(hit.item().facts()).text()).isEqualTo("Harbour\nMuseum");
    assertThat(found("\"Library\"").getFirst()).isEqualTo("b.png");
    assertThat(found("library")).as("the model cannot read it").containsExactly("b.png");
    assertThat(found("library exit").getFirst()).isEqualTo("b.png");
    assertThat(found("circle has:text")).containsExactlyInAnyOrder("a.png", "b.png");
    assertThat(found("circle -has:text")).containsExactly("c.png");
    assertThat(index.suggest("harb", 5)).as("readers err: nothing is completed by it").isEmpty();
  }

  @Test
  void update_filesMoveAndChange_textFollowsTheContent() throws IOException {
    read();
    Files.move(pictures.resolve("a.png"), pictures.resolve("moved.png"));
    Files.copy(pictures.resolve("b.png"), pictures.resolve("copy.png"));
    write("c.png", Signs.png(Kind.UPRIGHT, List.of("Bakery"), SEED));

    assertThat(read().readText()).isEqualTo(new ReadTextCounts(1, 1, 0));
    assertThat(text("moved.png")).isEqualTo("Harbour\nMuseum");
    assertThat(texts().get("copy.png")).isEqualTo(texts().get("b.png"));
    assertThat(text("c.png")).isEqualTo("Bakery");
  }

  @Test
  void update_otherModels_readAgainAndStoppedOnesGoOn() throws IOException {
    read();
    Path other = Files.createDirectory(folder.resolve("other"));
    copy("/models/ch_PP-OCRv4_rec_infer.onnx", other.resolve("rec.onnx"));
    copy("/models/ppocr_keys_v1.txt", other.resolve("keys.txt"));
    UpdateRequest request = plain().withReading(ReadingChoice.of(other));
    UpdateListener stops =
        new UpdateListener() {
          @Override
          public void progressed(IndexingProgress progress) {
            if (progress.stage() == IndexingProgress.Stage.TEXT_IN_PICTURES
                && progress.done() > 0) {
              index.jobs().last().orElseThrow().stop();
            }
          }
        };

    IndexingReport stopped = index.update(request.withListener(stops));

    assertThat(stopped.finished()).isFalse();
    assertThat(stopped.readText().pictures()).isBetween(1L, 2L);
    assertThat(index.update(request).readText().pictures())
        .isEqualTo(3 - stopped.readText().pictures());
    assertThat(texts().values()).allMatch(text -> text.reader().startsWith("other "));
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(
            () -> index.update(plain().withReading(ReadingChoice.of(folder.resolve("nowhere")))))
        .withMessageContaining("rec.onnx");
    assertThat(text("a.png")).isEqualTo("Harbour\nMuseum");
  }

  private static void copy(String resource, Path file) throws IOException {
    try (InputStream in = Objects.requireNonNull(TextReader.class.getResourceAsStream(resource))) {
      Files.copy(in, file);
    }
  }
}
