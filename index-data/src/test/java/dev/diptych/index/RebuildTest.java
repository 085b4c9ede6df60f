package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.index.internal.files.DurableFiles;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.IndexPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rebuild replaces the index when it is complete, and not before. */
final class RebuildTest {

  static final IndexSpec OTHER =
      new IndexSpec(
          model(2),
          "other-model",
          Samples.DIMENSION,
          Samples.PATCHES,
          Samples.WIDTH,
          FeatureFormat.F32);

  @TempDir Path folder;

  /** What a rebuild told. */
  private static final class Told implements RebuildListener {

    private final List<String> words = new ArrayList<>();

    @Override
    public void resuming(UnfinishedRebuild rebuild) {
      words.add("resuming %s".formatted(rebuild.items()));
    }

    @Override
    public void dropping(UnfinishedRebuild rebuild, String reason) {
      words.add("dropping %s: %s".formatted(rebuild.items(), reason));
    }
  }

  @Test
  void rebuild_withCommits_isSeenByNobodyUntilItIsPublished() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (TestReader reader = TestReader.of(index.openReader(model(1)));
        ItemWriter writer = index.rebuild(spec(FeatureFormat.F16))) {
      Samples.addImages(writer, 0, 2);
      writer.commit();
      Samples.addImages(writer, 2, 3);
      writer.commit();
      assertThat(writer.isPublished()).isFalse();
      assertThat(reader.refresh()).isFalse();
      assertThat(writer.countReplaced("file:///pictures/")).isEqualTo(4);
      assertThat(writer.countReplaced("file:///elsewhere/")).isZero();
      Samples.assertRightCount(index, 4);
      assertThat(index.summary().format().generation()).isEqualTo(1);

      assertThat(writer.publish()).isTrue();
      assertThat(writer.isPublished()).isTrue();
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(3);
    }
    assertThat(generations()).containsExactly("0002-00000001");
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void close_ofAnUnfinishedRebuild_keepsTheIndexAndTheRebuild() {
    IndexFolder index = Samples.indexOf(folder, 4);
    unfinished(index, spec(), 3);
    Samples.assertHolds(index, 4);
    UnfinishedRebuild rebuild = index.unfinishedRebuild().orElseThrow();
    assertThat(rebuild.generation()).isEqualTo(2);
    assertThat(rebuild.items()).isEqualTo(3);
    assertThat(rebuild.spec()).contains(spec());
    assertThat(rebuild.begun().orElseThrow())
        .isBetween(Instant.now().minusSeconds(600), Instant.now());
    assertThat(rebuild.bytes()).isPositive();
    assertThat(index.verify().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(VerifyReport.Severity.NOTE);
              assertThat(finding.what()).contains("0002-00000001", "3 items");
              assertThat(finding.fix()).contains("--rebuild", "--discard-rebuild");
            });
  }

  @Test
  void rebuild_afterAnUnfinishedOneWithTheSameSpec_goesOnWithItsItems() {
    IndexFolder index = Samples.indexOf(folder, 4);
    unfinished(index, spec(), 3);
    Instant begun = index.unfinishedRebuild().orElseThrow().begun().orElseThrow();
    Told told = new Told();
    try (ItemWriter writer = index.rebuild(spec(), told)) {
      assertThat(writer.byId(id(2))).contains(Samples.image(2));
      assertThat(writer.isPublished()).isFalse();
      Samples.addImages(writer, 3, 5);
      writer.publish();
    }
    assertThat(told.words).containsExactly("resuming 3");
    Samples.assertHolds(index, 5);
    assertThat(index.summary().format().created()).isEqualTo(begun);
    assertThat(index.unfinishedRebuild()).isEmpty();
    assertThat(generations()).containsExactly("0002-00000001");
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void rebuild_afterAnUnfinishedOneWithOtherChoices_dropsItAndSaysWhy() {
    IndexFolder index = Samples.indexOf(folder, 4);
    unfinished(index, OTHER, 3);
    Told told = new Told();
    try (ItemWriter writer = index.rebuild(spec(FeatureFormat.F16), told)) {
      assertThat(writer.byId(id(2))).isEmpty();
      assertThat(generations()).containsExactlyInAnyOrder("0001-00000001", "0002-00000001");
      Samples.addImages(writer, 0, 2);
      writer.publish();
    }
    assertThat(told.words).containsExactly("dropping 3: it was begun with other choices");
    assertThat(index.summary().spec().features()).isEqualTo(FeatureFormat.F16);
  }

  @Test
  void rebuild_afterADamagedUnfinishedOne_dropsItAndBeginsAnew() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 4);
    unfinished(index, spec(), 3);
    Files.delete(folder.resolve("generations/0002-00000001/features/00000001.dft"));
    Told told = new Told();
    try (ItemWriter writer = index.rebuild(spec(), told)) {
      assertThat(writer.byId(id(2))).isEmpty();
      Samples.addImages(writer, 0, 5);
      writer.publish();
    }
    assertThat(told.words).containsExactly("dropping 3: it is damaged");
    Samples.assertHolds(index, 5);
  }

  @Test
  void publish_ofARebuildWithoutItems_changesNothing() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (ItemWriter writer = index.rebuild(OTHER)) {
      assertThat(writer.publish()).isFalse();
      assertThat(writer.isPublished()).isFalse();
    }
    Samples.assertHolds(index, 4);
    assertThat(generations()).containsExactly("0001-00000001");
    assertThat(index.unfinishedRebuild()).isEmpty();
  }

  @Test
  void close_ofARebuildWithoutACommit_leavesNothingBehind() {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (ItemWriter writer = index.rebuild(OTHER)) {
      Samples.addImages(writer, 0, 2);
    }
    Samples.assertHolds(index, 4);
    assertThat(generations()).containsExactly("0001-00000001");
  }

  @Test
  void openWriter_besideAnUnfinishedRebuild_worksOnTheIndexAndKeepsTheRebuild() {
    IndexFolder index = Samples.indexOf(folder, 4);
    unfinished(index, spec(), 3);
    try (ItemWriter writer = index.openWriter(spec())) {
      assertThat(writer.isPublished()).isTrue();
      Samples.addImages(writer, 4, 6);
      assertThat(writer.publish()).isTrue();
    }
    Samples.assertHolds(index, 6);
    assertThat(index.unfinishedRebuild().orElseThrow().items()).isEqualTo(3);
  }

  @Test
  void discardRebuild_deletesItAlone() {
    IndexFolder index = Samples.indexOf(folder, 4);
    assertThat(index.discardRebuild()).isEmpty();
    unfinished(index, spec(), 3);
    assertThat(index.discardRebuild().orElseThrow().items()).isEqualTo(3);
    assertThat(generations()).containsExactly("0001-00000001");
    Samples.assertHolds(index, 4);
    try (ItemWriter _ = index.openWriter(spec())) {
      assertThatThrownBy(index::discardRebuild)
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED));
    }
  }

  /** Replacing index.json may fail after the rename, when the folder cannot be synced. */
  @Test
  void close_afterAPublishThatFailedBehindTheRename_keepsTheGenerationThatIsNamed()
      throws IOException {
    IndexFolder index = Samples.indexOf(folder, 4);
    IndexLayout layout = new IndexLayout(folder);
    try (ItemWriter writer = index.rebuild(OTHER)) {
      IndexPointer.to("0002-00000002", Instant.EPOCH, OTHER).write(layout);
      assertThat(writer.isPublished()).as("it does not know").isFalse();
    }
    assertThat(generations()).contains("0002-00000002");
    assertThat(index.summary().spec()).isEqualTo(OTHER);
    index.openWriter(OTHER).close();
    assertThat(generations()).containsExactly("0002-00000002");
    assertThat(index.verify().findings()).isEmpty();
  }

  @Test
  void openWriter_afterACrashBetweenPointerAndDeletion_deletesTheGenerationBefore(
      @TempDir Path elsewhere) throws IOException {
    IndexFolder index = Samples.indexOf(folder, 4);
    try (ItemWriter writer = index.rebuild(OTHER)) {
      Samples.addImages(writer, 0, 2);
      writer.commit();
      Samples.copyTree(folder, elsewhere);
    }
    IndexFolder copy = IndexFolder.at(elsewhere);
    IndexPointer.to("0002-00000002", Instant.EPOCH, OTHER).write(new IndexLayout(elsewhere));
    assertThat(copy.unfinishedRebuild()).isEmpty();
    assertThat(copy.summary().images()).isEqualTo(2);
    copy.openWriter(OTHER).close();
    assertThat(elsewhere.resolve("generations").toFile().list()).containsExactly("0002-00000002");
    assertThat(copy.verify().findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", ""})
  void rebuild_withoutAReadablePointer_goesOnWithItsOwnRebuildAndNotWithTheIndex(String pointer)
      throws IOException {
    IndexFolder index = Samples.indexOf(folder, 4);
    if (pointer.isEmpty()) {
      Files.delete(folder.resolve("index.json"));
    } else {
      Files.writeString(folder.resolve("index.json"), pointer);
    }
    assertThat(index.unfinishedRebuild()).isEmpty();
    Told told = new Told();
    try (ItemWriter writer = index.rebuild(spec(), told)) {
      assertThat(writer.byId(id(1))).as("made anew").isEmpty();
      Samples.addImages(writer, 0, 3);
      writer.commit();
    }
    assertThat(index.unfinishedRebuild().orElseThrow().items()).isEqualTo(3);
    try (ItemWriter writer = index.rebuild(spec(), told)) {
      Samples.addImages(writer, 3, 6);
      writer.publish();
    }
    assertThat(told.words).containsExactly("resuming 3");
    Samples.assertHolds(index, 6);
    assertThat(generations()).containsExactly("0002-00000001");
  }

  @Test
  void rebuild_whenTheGenerationOfThePointerIsGone_doesNotTakeItsName() throws IOException {
    IndexFolder index = Samples.indexOf(folder, 4);
    DurableFiles.deleteTree(folder.resolve("generations/0001-00000001"));
    try (ItemWriter writer = index.rebuild(spec())) {
      Samples.addImages(writer, 0, 3);
      writer.commit();
      assertThat(generations()).containsExactly("0002-00000001");
      writer.publish();
    }
    Samples.assertHolds(index, 3);
  }

  @Test
  void rebuild_withoutAnyIndex_isSeenFromItsFirstCommitOn() {
    IndexFolder index = IndexFolder.at(folder);
    try (ItemWriter writer = index.rebuild(spec())) {
      assertThat(writer.isPublished()).isTrue();
      Samples.addImages(writer, 0, 2);
      writer.commit();
      Samples.assertRightCount(index, 2);
    }
    Samples.assertHolds(index, 2);
  }

  private static void unfinished(IndexFolder index, IndexSpec spec, int images) {
    try (ItemWriter writer = index.rebuild(spec)) {
      Samples.addImages(writer, 0, images);
      writer.commit();
      Samples.addImages(writer, images, images + 1); // discarded
    }
  }

  private String[] generations() {
    return folder.resolve("generations").toFile().list();
  }
}
