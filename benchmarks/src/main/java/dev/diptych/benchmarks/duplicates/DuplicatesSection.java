package dev.diptych.benchmarks.duplicates;

import dev.diptych.benchmarks.IndexSpecs;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.core.Cancellation;
import dev.diptych.core.ContentHash;
import dev.diptych.core.Embedding;
import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Look;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Looks;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.RgbImage;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.searcher.DuplicateSearch;
import dev.diptych.searcher.Duplicates;
import dev.diptych.searcher.Duplicates.LookAlike;
import dev.diptych.testkit.AlteredCopy;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Altered copies of some scenes among others, found by {@code diptych duplicates}: which pairs of
 * one group are right, and which right ones are in one group. The thresholds were chosen on scenes
 * of other seeds. Then the time and the memory it takes by the number of pictures, with vectors
 * made of their colours: scenes, and one scene over and over in noise, as the frames of a film are.
 */
public final class DuplicatesSection implements Section {

  private static final int BATCH = 32;
  private static final int SIDE = 256;
  private static final int SMALL_SIDE = 64;

  @Override
  public String name() {
    return "duplicates";
  }

  @Override
  public String measures() {
    return "precision and recall of look-alikes, and time by number of pictures";
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    Table quality =
        sheet.table(
            "pairs of look-alikes, percent", "seed", "scenes", "copied", "precision", "recall");
    try (Model model = workspace.models().load(workspace.embedded())) {
      for (long seed : workspace.choose(List.of(20_266L, 20_273L), List.of(20_266L))) {
        measure(workspace, quality, model, seed);
      }
    }
    Table time =
        sheet.table(
            "finding all groups",
            "pictures",
            "of",
            "groups",
            "largest",
            "seconds",
            "MB of heap at most");
    for (int pictures : workspace.choose(List.of(10_000, 50_000), List.of(200))) {
      time(workspace, time, pictures, false);
    }
    for (int pictures : workspace.choose(List.of(2_000, 10_000), List.of(150))) {
      time(workspace, time, pictures, true);
    }
  }

  private static void measure(Workspace workspace, Table table, Model model, long seed)
      throws Exception {
    int scenes = workspace.choose(2000, 60);
    int copied = workspace.choose(300, 10);
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> files = new ArrayList<>();
    List<Integer> sceneOf = new ArrayList<>();
    for (int scene = 0; scene < scenes; scene++) {
      byte[] file = SceneRenderer.renderPng(Scene.sample(random), SIDE, random.nextLong());
      files.add(file);
      sceneOf.add(scene);
      for (AlteredCopy altered : scene < copied ? AlteredCopy.values() : new AlteredCopy[0]) {
        files.add(altered.of(file, random));
        sceneOf.add(scene);
      }
    }
    Path folder = workspace.folder("duplicates-" + seed);
    IndexSpec spec = IndexSpecs.of(model.bundle(), FeatureFormat.NONE);
    try (ItemWriter writer = IndexFolder.at(folder).rebuild(spec)) {
      ImageEncoder encoder = model.imageEncoder();
      for (int from = 0; from < files.size(); from += BATCH) {
        List<RgbImage> images =
            files.subList(from, Math.min(files.size(), from + BATCH)).stream()
                .map(file -> ImageReader.standard().read(file, "a scene"))
                .toList();
        List<ImageEncoding> encoded =
            encoder.encode(images.stream().map(encoder::preprocess).toList());
        for (int i = 0; i < images.size(); i++) {
          Item item = item(from + i, ContentHash.of(files.get(from + i)), images.get(i));
          writer.add(item, encoded.get(i).vector(), null);
        }
      }
      writer.publish();
    }
    int found = 0;
    int right = 0;
    for (List<LookAlike> group : find(folder, spec).lookAlike()) {
      List<Integer> members =
          group.stream().map(each -> sceneOf.get(number(each.item().id()))).toList();
      for (int i = 0; i < members.size(); i++) {
        for (int j = i + 1; j < members.size(); j++) {
          found++;
          right += members.get(i).equals(members.get(j)) ? 1 : 0;
        }
      }
    }
    int size = 1 + AlteredCopy.values().length;
    table.row(
        Long.toString(seed),
        scenes,
        copied,
        100.0 * right / Math.max(1, found),
        100.0 * right / (copied * size * (size - 1) / 2.0));
  }

  private static void time(Workspace workspace, Table table, int pictures, boolean ofOne)
      throws Exception {
    SplittableRandom random = new SplittableRandom(pictures);
    IndexSpec spec = IndexSpecs.of(workspace.embedded(), FeatureFormat.NONE);
    Path folder = workspace.folder("duplicates-time");
    byte[] one = SceneRenderer.renderRgb(Scene.sample(random), SMALL_SIDE, random.nextLong());
    try (ItemWriter writer = IndexFolder.at(folder).rebuild(spec)) {
      for (int i = 0; i < pictures; i++) {
        byte[] rgb =
            ofOne
                ? noisy(one, random)
                : SceneRenderer.renderRgb(Scene.sample(random), SMALL_SIDE, random.nextLong());
        Item item = item(i, ContentHash.of(rgb), RgbImage.of(SMALL_SIDE, SMALL_SIDE, rgb));
        Look look = item.facts().look().orElseThrow();
        writer.add(item, vector(look, spec.dimension()), null);
      }
      writer.publish();
    }
    List<MemoryPoolMXBean> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    System.gc();
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    long start = System.nanoTime();
    List<List<LookAlike>> groups = find(folder, spec).lookAlike();
    double seconds = (System.nanoTime() - start) / 1e9;
    table.row(
        pictures,
        ofOne ? "one scene in noise" : "scenes",
        groups.size(),
        groups.isEmpty() ? 0 : groups.getFirst().size(),
        seconds,
        heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / 1e6);
  }

  private static byte[] noisy(byte[] rgb, SplittableRandom random) {
    byte[] noisy = rgb.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] = (byte) Math.clamp((noisy[i] & 0xff) + random.nextInt(-6, 7), 0, 255);
    }
    return noisy;
  }

  private static Duplicates find(Path folder, IndexSpec spec) {
    try (ItemReader reader = IndexFolder.at(folder).openReader(spec.model());
        IndexView view = reader.view()) {
      return DuplicateSearch.find(view, Cancellation.NEVER);
    }
  }

  /** {@return a unit vector of a picture's colours, at random weights} */
  private static Embedding vector(Look look, int dimension) {
    byte[] colours = look.colours();
    float[] vector = new float[dimension];
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      SplittableRandom weights = new SplittableRandom(i);
      for (byte sample : colours) {
        vector[i] += ((sample & 0xff) / 255f - .5f) * (weights.nextFloat() - .5f);
      }
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < dimension; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return Embedding.of(vector);
  }

  private static Item item(int number, String hash, RgbImage image) {
    ItemId id = new ItemId(String.format(Locale.ROOT, "image%06d", number));
    return Item.image(
            id, "file:///nowhere/%s.png".formatted(id), hash, 1, 0, image.width(), image.height())
        .with(Facts.NONE.with(Looks.of(image)));
  }

  private static int number(ItemId id) {
    return Integer.parseInt(id.value().substring(5));
  }
}
