package dev.diptych.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.Provenance;
import dev.diptych.encoders.Precision;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.indexer.GeneratedCounts;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.scenes.Caption;
import dev.diptych.scenes.SceneEvaluation;
import dev.diptych.scenes.SceneEvaluation.Picture;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.searcher.SearchHit;
import dev.diptych.searcher.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions that the embedded model writes of scenes, through the front door. */
final class GeneratedCaptionsTest {

  private static final long SEED = 31;
  private static final int SCENES = 24;
  private static final SceneEvaluation DRAWN = SceneEvaluation.drawFresh(SCENES, SEED);

  @TempDir private Path folder;
  private Path pictures;
  private Diptych diptych;
  private DiptychIndex index;

  @BeforeEach
  void open() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
    draw(0, 6);
    diptych = Diptych.open(folder.resolve("home"));
    index = diptych.index(folder.resolve("index"));
  }

  @AfterEach
  void close() {
    diptych.close();
  }

  private void draw(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      Files.write(pictures.resolve(name(i)), png(i));
    }
  }

  private static String name(int scene) {
    return "scene-%s.png".formatted(scene);
  }

  private static byte[] png(int scene) {
    Picture picture = DRAWN.pictures().get(scene);
    return SceneRenderer.renderPng(picture.scene(), 128, picture.seed());
  }

  private IndexingReport update() {
    return index.update(List.of(pictures));
  }

  private IndexingReport caption(int count) {
    return index.update(captioning(count));
  }

  private UpdateRequest captioning(int count) {
    return UpdateRequest.of(List.of(pictures)).withCaptions(CaptionChoice.of(count));
  }

  /** The captions that a model wrote, by the file of their picture. */
  private Map<String, List<Item>> written() {
    Map<String, List<Item>> written = new TreeMap<>();
    try (ItemReader reader = index.folder().openReader(index.folder().spec().model());
        IndexView view = reader.view()) {
      List<String> sources = new ArrayList<>();
      for (int i = 0; i < SCENES; i++) {
        for (String place : List.of("", "moved/", "copies/")) {
          sources.add(pictures.resolve(place + name(i)).toUri().toString());
        }
      }
      view.textsOf(sources)
          .forEach(
              (source, texts) -> {
                List<Item> generated =
                    texts.stream()
                        .filter(t -> t.facts().provenance() instanceof Provenance.Generated)
                        .toList();
                if (!generated.isEmpty()) {
                  String file = source.substring(pictures.toUri().toString().length());
                  written.put(file, generated);
                }
              });
    }
    return written;
  }

  private Map<String, List<String>> words() {
    Map<String, List<String>> words = new TreeMap<>();
    written()
        .forEach(
            (file, texts) ->
                words.put(file, texts.stream().map(t -> String.valueOf(t.text())).toList()));
    return words;
  }

  @Test
  void update_captions_areTrueMarkedFoundAndNotSources() throws IOException {
    draw(6, SCENES);
    update();
    IndexingReport report = caption(4);

    GeneratedCounts counts = report.generated();
    assertThat(report.images().reused()).as("nothing is encoded again").isEqualTo(SCENES);
    assertThat(report.texts().seen()).as("written captions are no sources").isZero();
    assertThat(counts.pictures()).isEqualTo(SCENES);
    assertThat(counts.encodedAgain()).isFalse();
    int kept = 0;
    int right = 0;
    for (Map.Entry<String, List<String>> each : words().entrySet()) {
      int scene = Integer.parseInt(each.getKey().replaceAll("\\D", ""));
      for (String words : each.getValue()) {
        kept++;
        right +=
            Caption.read(words)
                    .filter(it -> it.isTrueOf(DRAWN.pictures().get(scene).scene()))
                    .isPresent()
                ? 1
                : 0;
      }
    }
    assertThat(counts.kept()).as("seed %s", SEED).isEqualTo(kept).isGreaterThan(SCENES - 1);
    assertThat(right)
        .as("of %s kept captions, seed %s", kept, SEED)
        .isGreaterThanOrEqualTo(kept * 19 / 20);

    SearchHit hit =
        index
            .search(SearchRequest.words(words().getOrDefault(name(0), List.of("none")).getFirst()))
            .hits()
            .getFirst();
    assertThat(hit.texts()).isEmpty();
    assertThat(hit.generated())
        .isNotEmpty()
        .allSatisfy(
            text -> {
              assertThat(text.model()).isEqualTo("scenes-blip");
              assertThat(text.probability()).isBetween(0.99, 1.0);
            });
  }

  @Test
  void update_captionsAgain_writesOnlyWhatIsMissing() throws IOException {
    caption(3);
    Map<String, List<String>> first = words();
    assertThat(caption(3).generated()).isEqualTo(GeneratedCounts.NONE);
    assertThat(caption(2).generated())
        .as("fewer are there already")
        .isEqualTo(GeneratedCounts.NONE);
    draw(6, 8);
    assertThat(update().generated()).as("off by default").isEqualTo(GeneratedCounts.NONE);
    assertThat(words()).isEqualTo(first);
    assertThat(caption(3).generated().pictures()).isEqualTo(2);
    assertThat(words()).containsAllEntriesOf(first).hasSize(8);
  }

  @Test
  void update_captionsOfOneSeed_areTheSameInAnotherIndex() {
    caption(4);
    DiptychIndex other = diptych.index(folder.resolve("other"));
    Map<String, List<String>> first = words();
    index = other;
    index.update(UpdateRequest.of(List.of(pictures)));
    caption(4);
    assertThat(words()).isEqualTo(first);
  }

  @Test
  void update_picturesMovedChangedCopiedGone_captionsGoWithThem() throws IOException {
    caption(3);
    Map<String, List<String>> before = words();
    Path moved = Files.createDirectory(pictures.resolve("moved"));
    Files.move(pictures.resolve(name(0)), moved.resolve(name(0)));
    Files.write(pictures.resolve(name(1)), png(10));
    Files.delete(pictures.resolve(name(2)));
    Path copies = Files.createDirectory(pictures.resolve("copies"));
    Files.copy(pictures.resolve(name(3)), copies.resolve(name(3)));
    update();
    assertThat(words())
        .containsEntry("moved/" + name(0), before.get(name(0)))
        .doesNotContainKeys(name(0), name(1), name(2))
        .containsEntry(name(3), before.get(name(3)));
    assertThat(written().get("moved/" + name(0)))
        .allSatisfy(
            text ->
                assertThat(text.source().uri())
                    .startsWith(moved.resolve(name(0)).toUri() + "#caption="));

    Files.delete(pictures.resolve(name(3)));
    update();
    assertThat(words())
        .as("the copy has them now")
        .containsEntry("copies/" + name(3), before.get(name(3)))
        .doesNotContainKey(name(3));
    IndexingReport last = caption(3);
    assertThat(last.generated().pictures()).as("only the changed one").isEqualTo(1);
    assertThat(index.folder().verify().isSound()).isTrue();
  }

  @Test
  void update_anotherCaptioner_replacesThoseOfItsPredecessorAlone() throws IOException {
    Files.writeString(pictures.resolve("scene-0.txt"), "my own words\n");
    caption(3);
    int own = written().size();
    String other = diptych.models().embedded(Precision.INT8).name();
    IndexingReport report =
        index.update(
            UpdateRequest.of(List.of(pictures))
                .withCaptions(CaptionChoice.of(3).withCaptioner(other)));
    assertThat(report.generated().encodedAgain()).as("another vision tower").isTrue();
    assertThat(report.images().reused()).isEqualTo(6);
    assertThat(written()).hasSizeBetween(own - 2, 6);
    written()
        .values()
        .forEach(
            texts ->
                assertThat(texts)
                    .allSatisfy(
                        text ->
                            assertThat(text.facts().provenance())
                                .isInstanceOfSatisfying(
                                    Provenance.Generated.class,
                                    origin -> assertThat(origin.model()).isEqualTo(other))));
    SearchHit hit =
        index.search(SearchRequest.words("a red circle")).hits().stream()
            .filter(it -> it.item().source().shownName().equals(name(0)))
            .findFirst()
            .orElseThrow();
    assertThat(hit.texts()).containsExactly("my own words");
  }

  @Test
  void update_stoppedBetweenPictures_goesOnWhereItWas() throws IOException {
    draw(6, SCENES);
    caption(2);
    Map<String, List<String>> whole = words();
    index = diptych.index(folder.resolve("stopped"));
    update();
    UpdateListener stops =
        new UpdateListener() {
          @Override
          public void progressed(IndexingProgress progress) {
            if (progress.stage() == IndexingProgress.Stage.CAPTIONS && progress.done() > 0) {
              index.jobs().last().orElseThrow().stop();
            }
          }
        };
    IndexingReport stopped = index.jobs().start(captioning(2).withListener(stops)).await();
    assertThat(stopped.finished()).isFalse();
    assertThat(stopped.generated().pictures()).isBetween(1L, SCENES - 1L);
    assertThat(caption(2).generated().pictures())
        .isEqualTo(SCENES - stopped.generated().pictures());
    assertThat(words()).isEqualTo(whole);
  }

  @Test
  void update_indexWithoutWholeFeatures_readsThePicturesAgain() throws IOException {
    caption(3);
    Map<String, List<String>> usual = words();
    List<SpecChoice> choices =
        List.of(
            SpecChoice.DEFAULT.withFeatures(FeatureFormat.NONE),
            SpecChoice.DEFAULT.withTokens(TokenCount.of(30)));
    for (SpecChoice choice : choices) {
      index = diptych.index(folder.resolve("index-" + choice.hashCode()));
      index.update(UpdateRequest.of(List.of(pictures)).withChoice(choice));
      GeneratedCounts counts = caption(3).generated();
      assertThat(counts.encodedAgain()).isTrue();
      assertThat(counts.pictures()).isEqualTo(6);
      assertThat(words().keySet()).isEqualTo(usual.keySet());
    }
  }

  @Test
  void update_rebuildWithoutCaptions_isNoLossOfItems() throws IOException {
    draw(6, SCENES);
    caption(4);
    UpdateRequest again =
        UpdateRequest.of(List.of(pictures)).withChoice(SpecChoice.DEFAULT.withRebuild(true));
    IndexingReport report = index.update(again);
    assertThat(report.questions()).isEmpty();
    assertThat(report.published()).isTrue();
    assertThat(written()).as("a rebuild writes captions only where it is asked to").isEmpty();
    assertThat(index.update(again.withCaptions(CaptionChoice.of(2))).generated().kept())
        .isPositive();
    assertThat(written()).isNotEmpty();
  }

  @Test
  void update_modelThatWritesNone_saysWhichDoes() {
    CaptionChoice choice = CaptionChoice.of(2).withCaptioner("no-such-model");
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> index.update(UpdateRequest.of(List.of(pictures)).withCaptions(choice)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> CaptionChoice.of(21))
        .withMessageContaining("1 to 20");
    assertThat(index.folder().exists()).isFalse();
  }
}
