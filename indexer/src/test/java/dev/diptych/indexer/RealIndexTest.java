package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.index.Effort;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import dev.diptych.testkit.Fixtures;
import dev.diptych.testkit.models.EmbeddedModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The embedded model and an index on disk, end to end. */
@ExtendWith(EmbeddedModel.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealIndexTest {

  private static final int PICTURES = 24;
  private static final List<String> COLOURS = List.of("red", "green", "blue", "yellow");
  private static final List<String> SHAPES = List.of("circle", "square", "triangle");

  private Model model;
  private IndexSpec spec;
  private Path root;
  private IndexFolder index;

  RealIndexTest(Model embedded, @TempDir Path folder) {
    model = embedded;
    spec =
        new IndexSpec(
            model.fingerprint(),
            model.bundle().name(),
            model.dimension(),
            model.imageEncoder().patches(),
            model.imageEncoder().width(),
            FeatureFormat.F32);
    root = folder;
    index = IndexFolder.at(folder);
  }

  @BeforeAll
  void warmUp() {
    model.warmUp();
  }

  @BeforeEach
  void copyPictures(@TempDir Path temp) throws IOException {
    root = temp.toRealPath().resolve("scenes");
    index = IndexFolder.at(temp.resolve("index"));
    try (Stream<Path> files = Files.list(Fixtures.path("scenes-near-miss/images"))) {
      int number = 0;
      for (Path file : files.sorted().limit(PICTURES).toList()) {
        Pictures.write(root.resolve(file.getFileName().toString()), Files.readAllBytes(file));
        if (number++ % 2 == 0) {
          String name = file.getFileName().toString().replace(".png", ".txt");
          Pictures.write(root.resolve(name), caption(number / 2));
        }
      }
    }
  }

  @Test
  void run_afterThumbnailsWereLostTornAndOrphaned_putsAllOfThemRight() throws IOException {
    run();
    Map<Path, byte[]> before = thumbnails();
    assertThat(before).hasSize(PICTURES);
    List<Path> files = List.copyOf(before.keySet());
    Files.delete(files.get(0));
    Files.write(files.get(1), Arrays.copyOf(Files.readAllBytes(files.get(1)), 100));
    byte[] flipped = Files.readAllBytes(files.get(2));
    flipped[200] ^= 8;
    Files.write(files.get(2), flipped);
    Path orphan =
        Files.createDirectories(files.get(0).resolveSibling("../ff"))
            .toRealPath()
            .resolve("e".repeat(62) + ".jpg");
    Files.write(orphan, flipped);
    assertThat(index.verify().isSound()).isFalse();

    IndexingReport report = run();

    assertThat(report.images()).isEqualTo(new SourceCounts(PICTURES, 0, PICTURES, 0, 0));
    assertThat(orphan).doesNotExist();
    thumbnails().forEach((file, bytes) -> assertThat(bytes).isEqualTo(before.get(file)));
    assertThat(thumbnails()).hasSize(PICTURES);
    assertThat(index.verify().findings()).isEmpty();

    Files.delete(pictures().getFirst());
    run();
    assertThat(thumbnails()).hasSize(PICTURES - 1);
  }

  private Map<Path, byte[]> thumbnails() throws IOException {
    Map<Path, byte[]> thumbnails = new TreeMap<>();
    try (Stream<Path> files = Files.walk(index.folder().resolve("thumbnails"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        thumbnails.put(file, Files.readAllBytes(file));
      }
    }
    return thumbnails;
  }

  @Test
  void run_scenes_storesWhatTheModelSaysOfEach() throws IOException {
    IndexingReport report = run();
    assertThat(report.images()).isEqualTo(new SourceCounts(PICTURES, PICTURES, 0, 0, 0));
    assertThat(report.texts()).isEqualTo(new SourceCounts(PICTURES / 2, PICTURES / 2, 0, 0, 0));
    try (ItemReader reader = index.openReader(model.fingerprint());
        IndexView view = reader.view()) {
      assertThat(view.count(Modality.IMAGE)).isEqualTo(PICTURES);
      assertThat(view.count(Modality.TEXT)).isEqualTo(PICTURES / 2);
      for (Path file : pictures()) {
        ImageEncoding alone =
            model
                .imageEncoder()
                .encode(List.of(model.imageEncoder().preprocess(ImageReader.standard().read(file))))
                .getFirst();
        Recall recall = view.recall(exact(Modality.IMAGE, alone.vector()));
        Recall.Neighbour nearest = recall.neighbours().getFirst();
        Item item = view.items(List.of(nearest.id())).getFirst();
        assertThat(item.source().uri()).isEqualTo(FileWorld.uri(file));
        assertThat(nearest.itc().value()).isGreaterThan(0.9999f);
        assertThat(vector(view, item.id()).dot(alone.vector()).value()).isGreaterThan(0.9999f);
        assertThat(features(view, item.id()).toArray())
            .usingComparatorWithPrecision(1e-4f)
            .containsExactly(alone.features().toArray());
        assertThat(reader.thumbnail(item.contentHash())).isPresent();
      }
      TextEncoder texts = model.textEncoder().orElseThrow();
      Recall recall =
          view.recall(
              exact(Modality.TEXT, texts.encode(List.of(texts.tokenize(caption(0)))).getFirst()));
      Item text = view.items(List.of(recall.neighbours().getFirst().id())).getFirst();
      assertThat(text.text()).isEqualTo(caption(0));
      String picture = String.valueOf(text.imageSource());
      assertThat(view.textsOf(List.of(picture))).isEqualTo(Map.of(picture, List.of(text)));
    }
    assertThat(index.verify().findings()).isEmpty();
  }

  private static RecallRequest exact(Modality target, Embedding vector) {
    return RecallRequest.nearest(target, vector, 1).with(new Effort.Exact());
  }

  private static Embedding vector(IndexView view, ItemId id) {
    return Objects.requireNonNull(view.vectors(List.of(id)).get(id));
  }

  private static PatchFeatures features(IndexView view, ItemId id) {
    return Objects.requireNonNull(view.features(List.of(id)).found().get(id));
  }

  @Test
  void run_underATokenBudget_storesEveryPictureMergedToIt() throws IOException {
    IndexSpec whole = spec;
    spec = whole.withTokens(13);
    try {
      IndexingReport report = run();
      assertThat(report.images()).isEqualTo(new SourceCounts(PICTURES, PICTURES, 0, 0, 0));
      try (ItemReader reader = index.openReader(model.fingerprint());
          IndexView view = reader.view()) {
        for (ItemId id : imageIds()) {
          PatchFeatures stored = features(view, id);
          FloatBuffer counts = FloatBuffer.allocate(13);
          stored.copyCountsTo(counts);
          float sum = 0;
          for (float count : counts.array()) {
            sum += count;
          }
          assertThat(sum).isEqualTo(model.imageEncoder().patches());
        }
      }
      assertThat(index.verify().findings()).isEmpty();
    } finally {
      spec = whole;
    }
  }

  @Test
  void run_againAndAfterAMove_encodesNothing() throws IOException {
    run();
    long features = index.summary().bytes().features();
    assertThat(run().total().indexed()).isZero();
    root = Files.move(root, root.resolveSibling("moved"));
    IndexingReport report = run();
    assertThat(report.total().indexed() + report.total().skipped()).isZero();
    assertThat(index.summary().bytes().features()).isEqualTo(features);
    assertThat(index.summary().images()).isEqualTo(PICTURES);
    assertThat(sources()).allMatch(source -> source.contains("/moved/"));
    for (Path file : pictures()) {
      Files.delete(file);
    }
    assertThat(run().kept()).isGreaterThanOrEqualTo(PICTURES);
    assertThat(index.summary().images()).isEqualTo(PICTURES);
    assertThat(run(true).images().removed()).isEqualTo(PICTURES);
    assertThat(index.summary().images() + index.summary().texts()).isZero();
    assertThat(index.verify().findings()).isEmpty();
  }

  private static String caption(int number) {
    return "a %s %s".formatted(COLOURS.get(number % 4), SHAPES.get(number / 4));
  }

  private IndexingReport run() {
    return run(false);
  }

  private IndexingReport run(boolean removeVanished) {
    try (ItemWriter writer = index.openWriter(spec)) {
      return IndexingRun.of(IndexingRequest.of(List.of(root)).withRemoveVanished(removeVanished))
          .run(model, writer, ProgressListener.NONE);
    }
  }

  private List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
  }

  private List<ItemId> imageIds() {
    List<ItemId> ids = new ArrayList<>();
    try (ItemWriter writer = index.openWriter(spec)) {
      writer.forEachSource(
          "",
          item -> {
            if (item.modality() == Modality.IMAGE) {
              ids.add(item.id());
            }
          });
    }
    assertThat(ids).hasSize(PICTURES);
    return ids;
  }

  private List<String> sources() {
    List<String> sources = new ArrayList<>();
    try (ItemWriter writer = index.openWriter(spec)) {
      writer.forEachSource("", item -> sources.add(item.source().uri()));
    }
    return sources;
  }
}
