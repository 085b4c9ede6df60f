package dev.diptych.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.checkpoint.SafetensorsEditor;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {

  private static final List<String> FILES =
      List.of(
          "config.json",
          "model.safetensors",
          "preprocessor_config.json",
          "tokenizer_config.json",
          "vocab.txt");

  @TempDir Path folder;
  private Path checkpoint;
  private ModelStore store;

  @BeforeEach
  void unpack() throws IOException {
    checkpoint = Files.createDirectories(folder.resolve("shapes"));
    for (String file : FILES) {
      try (InputStream resource = ModelStore.class.getResourceAsStream("scenes-blip/" + file)) {
        Files.copy(resource, checkpoint.resolve(file));
      }
    }
    store = ModelStore.at(folder.resolve("models"));
  }

  private List<String> storeFolders() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("models"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void importCheckpoint_completeFolder_givesABundleWithAllCapabilities() {
    Bundle bundle = store.importCheckpoint(checkpoint);
    assertThat(bundle.name()).isEqualTo("shapes");
    assertThat(bundle.capabilities())
        .containsExactly(Capability.ITC, Capability.ITM, Capability.CAPTION);
    assertThat(bundle.shape()).isEqualTo(new ModelShape(56, 8, 50, 96, 4, 96, 3, 48, 156, 64));
    assertThat(bundle.isEmbedded()).isFalse();
    assertThat(store.find("shapes")).isEqualTo(bundle);
  }

  @Test
  void importCheckpoint_sameWeightsElsewhere_findsTheBundleAgain() throws IOException {
    Bundle bundle = store.importCheckpoint(checkpoint);
    Path moved = Files.move(checkpoint, folder.resolve("renamed"));
    assertThat(store.importCheckpoint(moved)).isEqualTo(bundle);
    assertThat(store.list()).containsExactly(bundle);
  }

  @Test
  void importCheckpoint_otherVocabulary_isAnotherModel() throws IOException {
    Bundle bundle = store.importCheckpoint(checkpoint);
    Files.writeString(
        checkpoint.resolve("vocab.txt"),
        Files.readString(checkpoint.resolve("vocab.txt")).replace("purple", "violet"));
    assertThat(store.importCheckpoint(checkpoint).fingerprint()).isNotEqualTo(bundle.fingerprint());
    assertThatThrownBy(() -> store.find("shapes"))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("2 models")
        .hasMessageContaining(bundle.fingerprint().shortForm());
  }

  @Test
  void importCheckpoint_otherOptions_isAnotherModelThatRemembersThem() {
    ImportOptions options =
        new ImportOptions(ImportOptions.FirstToken.CLS, 1e-6, true, Precision.F32);
    Bundle plain = store.importCheckpoint(checkpoint);
    Bundle chosen = store.importCheckpoint(checkpoint, options);
    assertThat(chosen.fingerprint()).isNotEqualTo(plain.fingerprint());
    assertThat(store.find(chosen.fingerprint().hex()).options()).isEqualTo(options);
    assertThat(plain.options()).isEqualTo(ImportOptions.DEFAULT);
    try (Model one = store.load(plain);
        Model other = store.load(chosen)) {
      PixelValues pixels = PixelValues.of(56, new float[3 * 56 * 56]);
      PatchFeatures features = one.imageEncoder().features(List.of(pixels)).getFirst();
      assertThat(other.imageEncoder().features(List.of(pixels)).getFirst().toArray())
          .isNotEqualTo(features.toArray());
      TokenizedText text = one.textEncoder().orElseThrow().tokenize("a red star");
      MatchEncoder withEnc = one.matchEncoder().orElseThrow();
      MatchEncoder withCls = other.matchEncoder().orElseThrow();
      TokenizedText words = withEnc.tokenize("a red star");
      assertThat(withCls.tokenize("a red star")).isEqualTo(text).isNotEqualTo(words);
      assertThat(other.textEncoder().orElseThrow().tokenize("(A red star!)")).isEqualTo(text);
      assertThat(withCls.scoreImages(text, List.of(features)))
          .isNotEqualTo(withEnc.scoreImages(words, List.of(features)));
    }
  }

  @Test
  void importCheckpoint_withoutTokenizer_isRefusedAndLeavesNothing() throws IOException {
    Files.delete(checkpoint.resolve("vocab.txt"));
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining("vocab.txt");
    assertThat(store.list()).isEmpty();
  }

  @Test
  void importCheckpoint_withANaNAmongTheWeights_isRefusedByTensorNameAndLeavesNothing()
      throws IOException {
    Path weights = checkpoint.resolve("model.safetensors");
    Files.write(
        weights,
        SafetensorsEditor.read(weights)
            .overwrite("itm_head.bias", 4, new byte[] {0, 0, (byte) 0xc0, 0x7f})
            .toBytes());
    assertThatThrownBy(() -> store.importCheckpoint(checkpoint))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining("model.safetensors holds NaN at position [1]")
        .hasMessageContaining("itm_head.bias");
    assertThat(store.list()).isEmpty();
  }

  @Test
  void importCheckpoint_pickleInsteadOfSafetensors_givesTheSameBytes() throws IOException {
    List<Bundle> bundles = new ArrayList<>();
    for (String weights : List.of("model.safetensors", "pytorch_model.bin")) {
      Path tiny = Files.createDirectories(folder.resolve(weights).resolve("tiny"));
      Files.copy(Fixtures.path("blip-itm-tiny/config.json"), tiny.resolve("config.json"));
      Files.copy(Fixtures.path("blip-itm-tiny/" + weights), tiny.resolve(weights));
      List<String> vocabulary =
          new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
      while (vocabulary.size() < 200) {
        vocabulary.add("word" + vocabulary.size());
      }
      Files.write(tiny.resolve("vocab.txt"), vocabulary);
      bundles.add(ModelStore.at(folder.resolve("models-of-" + weights)).importCheckpoint(tiny));
    }
    assertThat(bundles.get(0).fingerprint()).isEqualTo(bundles.get(1).fingerprint());
    assertSameFiles(bundles.get(0), bundles.get(1));
  }

  private static void assertSameFiles(Bundle one, Bundle two) throws IOException {
    try (Stream<Path> files = Files.list(one.folder())) {
      for (Path file : files.toList()) {
        assertThat(Files.mismatch(file, two.folder().resolve(file.getFileName())))
            .as(file.toString())
            .isEqualTo(-1);
      }
    }
  }

  @Test
  void importCheckpoint_notAFolder_isNotFound() {
    assertThatThrownBy(() -> store.importCheckpoint(folder.resolve("nowhere")))
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void importCheckpoint_damagedBundle_isBuiltAnew() throws IOException {
    Bundle bundle = store.importCheckpoint(checkpoint);
    Files.write(bundle.folder().resolve("weights.bin"), new byte[10]);
    assertThat(store.list()).isEmpty();
    assertThat(store.importCheckpoint(checkpoint)).isEqualTo(bundle);
    try (Model model = store.load(bundle)) {
      model.warmUp();
    }
  }

  @Test
  void importCheckpoint_afterACrash_sweepsWhatItLeft() throws IOException {
    Path leftover = Files.createDirectories(folder.resolve("models/.building-123"));
    Files.write(leftover.resolve("weights.bin"), new byte[100]);
    Bundle bundle = store.importCheckpoint(checkpoint);
    assertThat(storeFolders()).containsExactly(bundle.folder().getFileName().toString());
  }

  @Test
  void importCheckpoint_twice_givesTheSameBytes() throws IOException {
    Bundle one = store.importCheckpoint(checkpoint);
    Bundle two = ModelStore.at(folder.resolve("other")).importCheckpoint(checkpoint);
    assertSameFiles(one, two);
  }

  @Test
  void importCheckpoint_knownToAStoreThatCannotBeWritten_givesItsBundle() throws IOException {
    Bundle bundle = store.importCheckpoint(checkpoint);
    Path lock = folder.resolve("models").resolve(".lock");
    Files.delete(lock);
    Files.createDirectory(lock); // stands for a read-only store; permissions do not stop root
    assertThat(store.importCheckpoint(checkpoint)).isEqualTo(bundle);
  }

  @Test
  void importCheckpoint_fromManyThreads_buildsOneBundle() throws Exception {
    List<Callable<Bundle>> imports = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      imports.add(() -> ModelStore.at(folder.resolve("models")).importCheckpoint(checkpoint));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Bundle> imported : threads.invokeAll(imports)) {
        assertThat(imported.get()).isEqualTo(store.find("shapes"));
      }
    }
    assertThat(storeFolders()).hasSize(1);
  }

  @Test
  void importCheckpoint_killedAtAnyMoment_leavesNoneOrAWholeBundle() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 5; round++) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ImportMain.class.getName(),
                  folder.resolve("models").toString(),
                  checkpoint.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      child.waitFor(random.nextInt(200, 1500), TimeUnit.MILLISECONDS);
      child.destroyForcibly().waitFor();
      for (Bundle bundle : store.list()) {
        try (Model model = store.load(bundle)) {
          assertThat(model.textEncoder().orElseThrow().tokenize("a star").length())
              .as("seed %s", seed)
              .isEqualTo(4);
        }
      }
      if (!store.list().isEmpty()) {
        break;
      }
    }
    assertThat(store.importCheckpoint(checkpoint).name()).as("seed %s", seed).isEqualTo("shapes");
    assertThat(storeFolders()).as("seed %s", seed).hasSize(1);
  }

  /** Imports a checkpoint in a process of its own, to be killed. */
  static final class ImportMain {

    private ImportMain() {}

    public static void main(String[] args) {
      ModelStore.at(Path.of(args[0])).importCheckpoint(Path.of(args[1]));
    }
  }
}
