package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.encoders.FormatSupport;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.RgbImage;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.indexer.IndexingRun;
import dev.diptych.indexer.KindCount;
import dev.diptych.indexer.Outcome;
import dev.diptych.indexer.ProgressListener;
import dev.diptych.indexer.SourceCounts;
import dev.diptych.indexer.SourceKind;
import dev.diptych.indexer.SourceOutcome;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.testkit.models.EmbeddedModel;
import dev.diptych.testkit.odd.Drawing;
import dev.diptych.testkit.odd.Expectation;
import dev.diptych.testkit.odd.OddFile;
import dev.diptych.testkit.odd.OddLibrary;
import dev.diptych.testkit.odd.OddRow;
import dev.diptych.web.ApiClient.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Odd files of every kind, indexed, searched and served: each comes out as it should. */
@ExtendWith(EmbeddedModel.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OddLibraryTest {

  private static final long SEED = Long.getLong("diptych.odd.seed", 20261130L);
  private static final int LEAST_FILES = 250;

  /** A thumbnail is a JPEG file of its own, whose colour has half the size: parts are compared. */
  private static final int MOST_PARTS = 3;

  private static final int LEAST_PART = 12;

  private static final double THUMBNAIL = 14;

  /** Some files of the library show the same pixels in other wrappings. */
  private static final double SAME_PIXELS = 1e-4;

  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private Map<String, SourceOutcome> outcomes = Map.of();
  private OddLibrary library;
  private Set<String> unread;
  private Model model;
  private IndexFolder index;
  private IndexingReport report;
  private SearchEngine engine;
  private WebServer server;
  private ApiClient api;

  @BeforeAll
  void index(@TempDir Path folder, Model embedded) throws IOException {
    Path root = Files.createDirectories(folder.toRealPath().resolve("library"));
    library = OddLibrary.write(root, SEED);
    unread =
        FormatSupport.all().stream()
            .filter(support -> !support.isRead())
            .map(FormatSupport::format)
            .collect(Collectors.toSet());
    model = embedded;
    index = IndexFolder.at(folder.resolve("index"));
    report = run();
    ItemReader reader = index.openReader(model.fingerprint());
    engine = SearchEngine.open(reader, model, SearchOptions.defaults());
    server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
    api = new ApiClient(server.address());
  }

  @AfterAll
  void close() {
    api.close();
    server.close();
    engine.close();
  }

  private IndexingReport run() {
    Map<String, SourceOutcome> settled = new HashMap<>();
    outcomes = settled;
    try (ItemWriter writer = index.openWriter(SceneServer.spec(model))) {
      return IndexingRun.of(IndexingRequest.of(List.of(library.root())))
          .run(
              model,
              writer,
              new ProgressListener() {
                @Override
                public void progressed(IndexingProgress progress) {}

                @Override
                public void settled(SourceOutcome outcome) {
                  settled.put(outcome.source(), outcome);
                }
              });
    }
  }

  @Test
  void library_indexedSearchedServedAndIndexedAgain_isAsItShouldBe() throws IOException {
    everyFileHasItsOutcome();
    everyPictureHasItsPixels();
    everyPictureIsFoundByItselfAndServed();
    assertThat(wrong).as("seed %s", SEED).isEmpty();
    nextRunReusesEverything();
  }

  private void everyFileHasItsOutcome() {
    assertThat(library.files()).hasSizeGreaterThanOrEqualTo(LEAST_FILES);
    Set<String> left = new TreeSet<>(outcomes.keySet());
    for (OddFile file : library.files()) {
      String source = source(file.path());
      left.remove(source);
      SourceOutcome outcome = outcomes.get(source);
      switch (file.expectation()) {
        case Expectation.Shown shown -> expect(file.path(), outcome, Outcome.INDEXED, lack(shown));
        case Expectation.Skipped skipped ->
            expect(file.path(), outcome, Outcome.SKIPPED, skipped.reason());
        case Expectation.LeftOut _ -> expect(file.path(), outcome);
        case Expectation.Captions _ -> expect(file.path(), outcome);
      }
    }
    for (OddRow row : library.rows()) {
      String source = source(row.file()) + row.fragment();
      left.remove(source);
      expect(row.file(), outcomes.get(source), Outcome.SKIPPED, row.reason());
    }
    outcomes.forEach(
        (source, outcome) -> {
          if (outcome.kind() == SourceKind.TEXT && outcome.outcome() == Outcome.INDEXED) {
            left.remove(source);
          }
        });
    left.forEach(source -> wrong.add("not expected: " + outcomes.get(source)));
    assertAccounted(report);
    assertThat(report.passedOver().linksOut()).isEqualTo(2);
    assertThat(report.passedOver().sideFiles())
        .contains(new KindCount(".xmp", 2), new KindCount("sound", 2), new KindCount(".THM", 1));
    long captions = library.files().stream().mapToLong(file -> file.captions().size()).sum();
    if (report.texts().indexed() != captions) {
      wrong.add("%s texts, not %s".formatted(report.texts(), captions));
    }
  }

  private String lack(Expectation.Shown shown) {
    return unread.contains(shown.format()) ? shown.format() : "";
  }

  /** What is neither picture nor skipped has no outcome of its own, but those of its texts. */
  private void expect(Path file, @Nullable SourceOutcome outcome) {
    if (outcome != null && outcome.kind() != SourceKind.TEXT) {
      wrong.add("%s: %s".formatted(name(file), outcome));
    }
  }

  private void expect(Path file, @Nullable SourceOutcome outcome, Outcome wanted, String reason) {
    boolean lacks = wanted == Outcome.INDEXED && !reason.isEmpty();
    Outcome right = lacks ? Outcome.SKIPPED : wanted;
    if (outcome == null
        || outcome.outcome() != right
        || (right == Outcome.SKIPPED && !String.valueOf(outcome.reason()).contains(reason))) {
      wrong.add("%s: wanted %s %s, but %s".formatted(name(file), right, reason, outcome));
    } else if (right == Outcome.SKIPPED
        && String.valueOf(outcome.reason()).contains("damaged")
        && !reason.contains("damaged")
        && !reason.contains("too early")) {
      wrong.add("%s: sound, but called damaged: %s".formatted(name(file), outcome.reason()));
    }
  }

  private static void assertAccounted(IndexingReport report) {
    for (SourceCounts counts :
        List.of(report.images(), report.texts(), report.others(), report.total())) {
      assertThat(counts.seen())
          .isEqualTo(counts.indexed() + counts.reused() + counts.removed() + counts.skipped());
    }
  }

  private void everyPictureHasItsPixels() {
    for (OddFile file : shown()) {
      Expectation.Shown shown = (Expectation.Shown) file.expectation();
      try {
        double off = off(ImageReader.standard().read(file.path()), shown.picture());
        if (off > shown.tolerance()) {
          wrong.add(String.format(Locale.ROOT, "%s: %.2f off", name(file.path()), off));
        }
      } catch (RuntimeException e) {
        wrong.add(name(file.path()) + ": " + e.getMessage());
      }
    }
  }

  private void everyPictureIsFoundByItselfAndServed() {
    shown().parallelStream().forEach(this::findAndServe);
  }

  private void findAndServe(OddFile file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Answer found =
        api.postForm(
            new Form()
                .field("rerank", "off")
                .field("lookalikes", "show")
                .field("limit", "12")
                .file("image", bytes));
    JsonNode hits = found.status() == 200 ? found.json().get("hits") : null;
    if (hits == null || hits.isEmpty()) {
      wrong.add("%s: not found: %s".formatted(name(file.path()), found.text()));
      return;
    }
    JsonNode own = null;
    for (JsonNode hit : hits) {
      if (hit.get("source").stringValue().equals(source(file.path()))) {
        own = hit;
      }
    }
    double nearest = hits.get(0).get("itc").doubleValue();
    if (own == null || nearest - own.get("itc").doubleValue() > SAME_PIXELS) {
      wrong.add(
          "%s: %s is nearer, %s".formatted(name(file.path()), hits.get(0).get("source"), nearest));
    } else {
      served(file, (Expectation.Shown) file.expectation(), own, bytes);
    }
  }

  private void served(OddFile file, Expectation.Shown shown, JsonNode hit, byte[] bytes) {
    Answer image = api.get(hit.get("image").stringValue());
    if (image.status() != 200
        || !Arrays.equals(image.bytes(), bytes)
        || !image.header("Content-Type").startsWith("image/")) {
      wrong.add("%s: its image: %s".formatted(name(file.path()), image.status()));
    }
    Answer thumbnail = api.get(hit.get("thumbnail").stringValue());
    double off =
        thumbnail.status() == 200
            ? partsOff(thumbnail.bytes(), shown.picture())
            : Double.POSITIVE_INFINITY;
    if (off > shown.tolerance() + THUMBNAIL) {
      wrong.add(String.format(Locale.ROOT, "%s: thumbnail %.2f off", name(file.path()), off));
    }
    if (hit.get("width").intValue() != shown.picture().width()
        || hit.get("height").intValue() != shown.picture().height()) {
      wrong.add("%s: size %s".formatted(name(file.path()), hit));
    }
    List<String> texts = new ArrayList<>();
    hit.get("texts").forEach(text -> texts.add(text.stringValue()));
    if (!Set.copyOf(texts).equals(Set.copyOf(file.captions()))) {
      wrong.add("%s: texts %s, not %s".formatted(name(file.path()), texts, file.captions()));
    }
  }

  private void nextRunReusesEverything() {
    IndexingReport again = run();
    assertAccounted(again);
    assertThat(again.total().indexed()).as("seed %s", SEED).isZero();
    assertThat(again.total().removed()).isZero();
    assertThat(again.total().reused()).isEqualTo(report.total().indexed());
    assertThat(again.total().skipped()).isEqualTo(report.total().skipped());
  }

  private List<OddFile> shown() {
    return library.files().stream()
        .filter(
            file ->
                file.expectation() instanceof Expectation.Shown shown
                    && !unread.contains(shown.format()))
        .toList();
  }

  /** {@return how far a sample is off on average, of 255; infinite where the size is another} */
  private static double off(RgbImage image, Drawing drawing) {
    if (image.width() != drawing.width() || image.height() != drawing.height()) {
      return Double.POSITIVE_INFINITY;
    }
    byte[] rgb = image.toArray();
    long sum = 0;
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      int sample = drawing.sample(pixel % image.width(), pixel / image.width(), i % 3);
      sum += Math.abs((rgb[i] & 0xff) - sample);
    }
    return (double) sum / rgb.length;
  }

  /** {@return how far the mean colour of a part is off at most} Thumbnails may be smaller. */
  private static double partsOff(byte[] thumbnail, Drawing drawing) {
    RgbImage image = ImageReader.standard().read(thumbnail, "thumbnail");
    byte[] rgb = image.toArray();
    int parts = Math.clamp(Math.min(drawing.width(), drawing.height()) / LEAST_PART, 1, MOST_PARTS);
    double[] actual =
        means(
            parts,
            image.width(),
            image.height(),
            (x, y, c) -> rgb[3 * (y * image.width() + x) + c] & 0xff);
    double[] right = means(parts, drawing.width(), drawing.height(), drawing::sample);
    double worst = 0;
    for (int i = 0; i < right.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - right[i]));
    }
    return worst;
  }

  private interface Samples {
    int at(int x, int y, int channel);
  }

  private static double[] means(int parts, int width, int height, Samples samples) {
    double[] sums = new double[3 * parts * parts];
    int[] counts = new int[sums.length];
    for (int i = 0; i < 3 * width * height; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      int part = 3 * (y * parts / height * parts + x * parts / width) + i % 3;
      sums[part] += samples.at(x, y, i % 3);
      counts[part]++;
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= Math.max(1, counts[i]);
    }
    return sums;
  }

  private static String source(Path file) {
    String uri = file.toUri().toString();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private String name(Path file) {
    return library.root().relativize(file).toString();
  }
}
