package dev.diptych.benchmarks.match;

import dev.diptych.benchmarks.PageCache;
import dev.diptych.benchmarks.Pictures;
import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Turns;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.reranker.Reranker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a pair costs by where the picture's features come from: memory, the index on disk with and
 * without the system remembering its pages, or the picture's file. Through the product's own
 * encoder and reader, copying and widening included.
 */
final class FeatureOrigins {

  private static final int TOKENS = 8;
  private static final int CHUNK = Reranker.picturesARun(TOKENS);
  private static final int CANDIDATES = 32;
  private static final double MEGABYTE = 1e6;

  private final Workspace workspace;
  private final Model model;
  private final String precision;
  private final MatchEncoder matcher;
  private final TokenizedText text;
  private final int candidates;
  private final int rounds;
  private final Table table;

  private FeatureOrigins(Workspace workspace, Model model, Table table) {
    this.workspace = workspace;
    this.model = model;
    this.precision = model.bundle().precision().label();
    this.matcher = model.matchEncoder().orElseThrow();
    this.text = text(workspace.choose(TOKENS, 4), model.bundle());
    this.candidates = workspace.choose(CANDIDATES, 2);
    this.rounds = workspace.choose(5, 1);
    this.table = table;
  }

  /** Measures every way, each in rounds of its own: what is cold must be forgotten before. */
  static void measure(Workspace workspace, Sheet sheet) throws Exception {
    Table table =
        sheet.table(
            "ms per pair by where features come from, %s tokens, %s candidates"
                .formatted(TOKENS, CANDIDATES),
            "model",
            "stored as",
            "read from",
            "ms a pair",
            "MB a pair from disk");
    for (Precision precision : Precision.values()) {
      try (Model model = workspace.models().load(workspace.bundle(precision))) {
        FeatureOrigins origins = new FeatureOrigins(workspace, model, table);
        origins.fromMemory();
        for (FeatureFormat format : FeatureFormat.values()) {
          if (format != FeatureFormat.NONE) {
            origins.fromDisk(format);
          }
        }
        origins.fromFiles();
      }
    }
  }

  private static TokenizedText text(int tokens, Bundle bundle) {
    SplittableRandom random = new SplittableRandom(tokens);
    return new TokenizedText(
        random.ints(tokens, 10, bundle.shape().vocabulary()).boxed().toList(), false);
  }

  private void fromMemory() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    List<PatchFeatures> features =
        IntStream.range(0, candidates)
            .mapToObj(i -> RandomIndex.features(model.bundle().shape(), random))
            .toList();
    row("-", "memory", candidates, rounds, features::get);
  }

  private void fromDisk(FeatureFormat format) throws Exception {
    IndexFolder index =
        RandomIndex.make(
            workspace.folder("index-%s-%s-%s".formatted(precision, format, candidates)),
            model.bundle(),
            format,
            candidates);
    try (ItemReader reader = index.openReader(model.fingerprint())) {
      row(format.name(), "disk, warm", candidates, rounds, picture -> stored(reader, picture));
    }
    double[] millis = new double[rounds];
    long before = PageCache.bytesReadFromDisk();
    long read = 0;
    for (int round = 0; round < rounds; round++) {
      PageCache.forget(index.folder());
      try (ItemReader reader = index.openReader(model.fingerprint())) {
        before = PageCache.bytesReadFromDisk();
        long start = System.nanoTime();
        score(candidates, picture -> stored(reader, picture));
        millis[round] = (System.nanoTime() - start) / 1e6;
        read += PageCache.bytesReadFromDisk() - before;
      }
    }
    table.row(
        precision,
        format.name(),
        "disk, cold",
        Turns.quantile(millis, 0.5) / candidates,
        read / MEGABYTE / rounds / candidates);
  }

  private static PatchFeatures stored(ItemReader reader, int picture) {
    ItemId id = RandomIndex.id(picture);
    try (IndexView view = reader.view()) {
      return Objects.requireNonNull(view.features(List.of(id)).found().get(id));
    }
  }

  /** As the searcher does where an index stores no features: one file after the other. */
  private void fromFiles() throws Exception {
    int few = workspace.choose(4, 2);
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < few; i++) {
      files.add(Pictures.file(640, 480, "jpg", i));
    }
    ImageEncoder encoder = model.imageEncoder();
    row(
        "not stored",
        "JPEG 640x480, encoded",
        few,
        workspace.choose(3, 1),
        picture ->
            encoder
                .features(
                    List.of(
                        encoder.preprocess(
                            ImageReader.standard().read(files.get(picture), "picture"))))
                .getFirst());
  }

  private void row(
      String stored, String from, int pictures, int times, IntFunction<PatchFeatures> features)
      throws Exception {
    long before = PageCache.bytesReadFromDisk();
    double millis = Turns.medianMillis(times, List.of(() -> score(pictures, features))).getFirst();
    double read = PageCache.bytesReadFromDisk() - before;
    table.row(precision, stored, from, millis / pictures, read / MEGABYTE / (times + 1) / pictures);
  }

  private void score(int pictures, IntFunction<PatchFeatures> features) {
    for (int done = 0; done < pictures; done += CHUNK) {
      matcher.scoreImages(
          text,
          IntStream.range(done, Math.min(pictures, done + CHUNK)).mapToObj(features).toList());
    }
  }
}
