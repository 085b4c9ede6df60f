package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoCorpusTest {

  private static final long SEED = DemoCorpus.DEFAULT_SEED;
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private static Path shared;
  private static DemoCorpus corpus;

  @TempDir private Path own;

  @BeforeAll
  static void writeOnce() {
    corpus = DemoCorpus.write(shared, SEED);
  }

  @Test
  void draw_anySeed_has600PicturesAnd600CaptionsWithDistinctTexts() {
    for (long seed = SEED; seed < SEED + 5; seed++) {
      DemoCorpus drawn = DemoCorpus.draw(seed);
      List<Caption> own =
          drawn.pictures().stream().flatMap(picture -> picture.captions().stream()).toList();

      assertThat(drawn.pictures()).as("seed %s", seed).hasSize(600);
      assertThat(own).as("seed %s", seed).hasSize(300);
      assertThat(drawn.loneCaptions()).as("seed %s", seed).hasSize(300);
      assertThat(Stream.concat(own.stream(), drawn.loneCaptions().stream()).map(Caption::text))
          .as("seed %s", seed)
          .doesNotHaveDuplicates();
      assertThat(drawn.pictures())
          .as("seed %s", seed)
          .allMatch(picture -> picture.scene().isDrawable())
          .allMatch(p -> p.captions().stream().allMatch(c -> c.isTrueOf(p.scene())));
    }
  }

  @Test
  void draw_queryGroup_holdsTheSentenceAndItsOppositesSeveralTimes() {
    List<Scene> scenes =
        corpus.pictures().stream().filter(p -> p.group() == 1).map(p -> p.scene()).toList();
    Meaning query = DemoCorpus.queryMeaning();

    assertThat(scenes.stream().filter(query::isTrueOf).count()).isBetween(3L, 10L);
    assertThat(scenes.stream().filter(scene -> !query.isTrueOf(scene)).count()).isGreaterThan(40);
    assertThat(corpus.pictures().getFirst().captions())
        .containsExactly(new Caption(DemoCorpus.QUERY, query));
    for (Direction direction : Direction.values()) {
      assertThat(count(scenes, Colour.RED, Shape.CIRCLE, direction, Colour.BLUE, Shape.SQUARE))
          .as("red circle %s blue square", direction)
          .isGreaterThanOrEqualTo(3);
    }
    assertThat(count(scenes, Colour.BLUE, Shape.CIRCLE, Direction.LEFT, Colour.RED, Shape.SQUARE))
        .isGreaterThanOrEqualTo(3);
    assertThat(count(scenes, Colour.RED, Shape.SQUARE, Direction.LEFT, Colour.BLUE, Shape.CIRCLE))
        .isGreaterThanOrEqualTo(3);
  }

  @Test
  void draw_groups_areLookAlikesWhoseCaptionsAreFalseOfEachOther() {
    Map<Integer, List<DemoCorpus.Picture>> groups =
        corpus.pictures().stream()
            .filter(picture -> picture.group() > 1)
            .collect(Collectors.groupingBy(DemoCorpus.Picture::group));

    assertThat(groups).hasSize(70);
    groups.forEach(
        (number, group) -> {
          assertThat(group).as("group %s", number).hasSize(4);
          Scene first = group.getFirst().scene();
          Caption caption = group.getFirst().captions().getFirst();
          for (DemoCorpus.Picture lookAlike : group.subList(1, 4)) {
            assertThat(parts(lookAlike.scene())).as("group %s", number).isEqualTo(parts(first));
            assertThat(caption.isTrueOf(lookAlike.scene())).as("group %s", number).isFalse();
          }
          assertThat(group.get(1).captions().getFirst().isTrueOf(first))
              .as("group %s", number)
              .isFalse();
          assertThat(new HashSet<>(group)).as("group %s", number).hasSize(4);
        });
  }

  @Test
  void write_emptyFolder_holdsPicturesAndCaptionLinesOnly() throws IOException {
    Path items = DemoCorpus.itemsFolder(shared);

    assertThat(names(shared)).containsExactlyInAnyOrder("scenes.json", "items");
    assertThat(names(items)).hasSize(601).contains("scene-0001.png", "scene-0600.png");
    assertThat(ImageIO.read(items.resolve("scene-0600.png").toFile()).getWidth()).isEqualTo(256);
    Set<String> pictured = new HashSet<>();
    int lone = 0;
    for (String line : Files.readAllLines(items.resolve("captions.jsonl"))) {
      JsonNode node = SceneJson.MAPPER.readTree(line);
      if (node.has("image")) {
        assertThat(items.resolve(node.get("image").stringValue())).exists();
        assertThat(node.get("texts").size()).isEqualTo(1);
        pictured.add(node.get("image").stringValue());
      } else {
        assertThat(node.get("text").stringValue()).isNotEmpty();
        lone++;
      }
    }
    assertThat(pictured).hasSize(300);
    assertThat(lone).isEqualTo(300);
  }

  @Test
  void read_writtenFolder_equalsTheCorpusAndThePictures() throws IOException {
    DemoCorpus read = DemoCorpus.read(shared);

    assertThat(read).isEqualTo(corpus);
    DemoCorpus.Picture picture = read.pictures().get(299);
    assertThat(DemoCorpus.itemsFolder(shared).resolve(picture.name()))
        .hasBinaryContent(SceneRenderer.renderPng(picture.scene(), 256, picture.seed()));
  }

  @Test
  void write_sameSeedOverARestOfAnInterruptedRun_givesEqualBytes() throws IOException {
    Files.write(own.resolve(".scenes.json.partial"), new byte[] {1});

    DemoCorpus.write(own, SEED);

    assertThat(bytes(own)).isEqualTo(bytes(shared));
  }

  @Test
  void write_secondTime_writesNothing() throws IOException {
    copyShared();
    touchAll(own);

    DemoCorpus.write(own, SEED);

    assertThat(changedSinceTouch(own)).isEmpty();
  }

  @Test
  void write_afterInterruption_completesAndLeavesTheRestUntouched() throws IOException {
    DemoCorpus.write(own, SEED);
    Path items = DemoCorpus.itemsFolder(own);
    Files.delete(items.resolve("scene-0007.png"));
    Files.delete(items.resolve("captions.jsonl"));
    Files.write(items.resolve("scene-0008.png"), new byte[] {1, 2, 3});
    Files.write(items.resolve(".scene-0009.png.partial"), new byte[] {4});
    touchAll(own);

    DemoCorpus.write(own, SEED);

    assertThat(changedSinceTouch(own))
        .contains("scene-0007.png", "scene-0008.png", "captions.jsonl")
        .doesNotContain("scene-0001.png", "scenes.json");
    Files.deleteIfExists(items.resolve(".scene-0009.png.partial"));
    assertThat(bytes(own)).isEqualTo(bytes(shared));
  }

  @Test
  void write_otherSeed_replacesThePictures() throws IOException {
    copyShared();

    DemoCorpus other = DemoCorpus.write(own, SEED + 1);

    assertThat(DemoCorpus.read(own)).isEqualTo(other).isNotEqualTo(corpus);
    assertThat(bytes(own)).isNotEqualTo(bytes(shared));
  }

  @Test
  void write_folderOfOtherThings_isRefusedAndLeftAlone() throws IOException {
    Files.writeString(own.resolve("holiday.txt"), "mine");

    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> DemoCorpus.write(own, SEED))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .withMessageContaining("holiday.txt");
    assertThat(names(own)).containsExactly("holiday.txt");
  }

  @Test
  void write_descriptionOfSomethingElse_isRefused() throws IOException {
    Files.writeString(own.resolve("scenes.json"), "{\"chapters\": 3}");

    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> DemoCorpus.write(own, SEED))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .withMessageContaining("scenes.json");
    Files.writeString(own.resolve("scenes.json"), "{\"demo_corpus\": 9}");
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> DemoCorpus.write(own, SEED))
        .withMessageContaining("form 9");
  }

  @Test
  void write_folderThatIsAFile_isRefused() throws IOException {
    Path file = Files.writeString(own.resolve("file"), "x");

    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> DemoCorpus.write(file, SEED))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
  }

  @Test
  void read_noCorpus_isNotFound() {
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> DemoCorpus.read(own))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  private static long count(
      List<Scene> scenes,
      Colour colour,
      Shape shape,
      Direction direction,
      Colour otherColour,
      Shape otherShape) {
    Meaning meaning =
        new Meaning(
            List.of(
                new ObjectPattern(null, colour, shape),
                new ObjectPattern(null, otherColour, otherShape)),
            new Meaning.Relation(0, 1, direction),
            null,
            null,
            null);
    return scenes.stream().filter(meaning::isTrueOf).count();
  }

  /** What is in a scene, whoever has it. */
  private static List<List<?>> parts(Scene scene) {
    return List.of(
        scene.objects().stream().map(SceneObject::colour).sorted().toList(),
        scene.objects().stream().map(SceneObject::shape).sorted().toList(),
        scene.objects().stream().map(SceneObject::x).sorted().toList(),
        List.of(scene.background()));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Map<String, Integer> bytes(Path folder) {
    Map<String, Integer> hashes = new TreeMap<>();
    for (Path file : files(folder)) {
      try {
        hashes.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return hashes;
  }

  private void copyShared() throws IOException {
    Files.createDirectories(DemoCorpus.itemsFolder(own));
    for (Path file : files(shared)) {
      Files.copy(file, own.resolve(shared.relativize(file)));
    }
  }

  private static void touchAll(Path folder) throws IOException {
    for (Path file : files(folder)) {
      Files.setLastModifiedTime(file, LONG_AGO);
    }
  }

  private static List<String> changedSinceTouch(Path folder) throws IOException {
    List<String> changed = new ArrayList<>();
    for (Path file : files(folder)) {
      if (!Files.getLastModifiedTime(file).equals(LONG_AGO)) {
        changed.add(file.getFileName().toString());
      }
    }
    return changed;
  }
}
