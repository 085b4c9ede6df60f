package dev.diptych.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Precision;
import dev.diptych.index.FeatureFormat;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.searcher.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One index through the front door, with the embedded model. */
final class DiptychIndexTest {

  private static final SearchRequest REQUEST = SearchRequest.words("a red circle");

  @TempDir private Path folder;
  private Path pictures;
  private Diptych diptych;
  private DiptychIndex index;

  @BeforeEach
  void open() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
    draw(0, 4);
    diptych = Diptych.open(folder.resolve("home"));
    index = diptych.index(folder.resolve("index"));
  }

  @AfterEach
  void close() {
    diptych.close();
  }

  private void draw(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      byte[] png = SceneRenderer.renderPng(Scene.sample(new Random(100 + i)), 96, i);
      Files.write(pictures.resolve("scene-%s.png".formatted(i)), png);
    }
  }

  private int found() {
    return index.search(REQUEST).hits().size();
  }

  @Test
  void search_noIndexYet_isNotFound() {
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(this::found)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(index.folder().exists()).isFalse();
  }

  @Test
  void makeIfMissing_noIndexYet_isSearchedAndFilledByTheFirstUpdate() {
    assertThat(index.makeIfMissing(SpecChoice.DEFAULT)).isTrue();
    assertThat(index.makeIfMissing(SpecChoice.DEFAULT)).as("again").isFalse();
    assertThat(found()).isZero();
    assertThat(index.folder().verify().isSound()).isTrue();
    index.update(List.of(pictures));
    assertThat(found()).isEqualTo(4);
    Bundle other = diptych.models().embedded(Precision.INT8);
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> index.makeIfMissing(SpecChoice.DEFAULT.withModel(other.name())))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INCOMPATIBLE_INDEX))
        .withMessageContaining(other.name())
        .withMessageContaining("--rebuild");
    assertThat(index.makeIfMissing(SpecChoice.DEFAULT.withModel(index.bundle().name()))).isFalse();
  }

  @Test
  void search_afterEachUpdate_seesItsItems() throws IOException {
    index.update(List.of(pictures));
    assertThat(found()).isEqualTo(4);
    draw(4, 7);
    IndexingReport second = index.update(List.of(pictures));
    assertThat(second.total().reused()).isEqualTo(4);
    assertThat(found()).as("without a wait for a refresh").isEqualTo(7);
  }

  @Test
  void update_rebuildForAnotherModel_isFollowedBySearches() {
    index.update(List.of(pictures));
    Bundle before = index.bundle();
    assertThat(found()).isEqualTo(4);
    Bundle other = diptych.models().embedded(Precision.INT8);
    SpecChoice choice = SpecChoice.DEFAULT.withModel(other.name()).withRebuild(true);
    index.update(UpdateRequest.of(List.of(pictures)).withChoice(choice));
    assertThat(found()).isEqualTo(4);
    assertThat(index.bundle().fingerprint())
        .isEqualTo(other.fingerprint())
        .isNotEqualTo(before.fingerprint());
    assertThat(index.engine().status().outdated()).isEmpty();
  }

  @Test
  void update_noChoice_keepsWhatTheIndexWasMadeWith() {
    SpecChoice choice =
        SpecChoice.DEFAULT.withFeatures(FeatureFormat.INT8).withTokens(TokenCount.of(20));
    index.update(UpdateRequest.of(List.of(pictures)).withChoice(choice));
    index.update(
        UpdateRequest.of(List.of(pictures)).withChoice(SpecChoice.DEFAULT.withRebuild(true)));
    assertThat(index.folder().summary().spec().features()).isEqualTo(FeatureFormat.INT8);
    assertThat(index.folder().summary().spec().tokens()).isEqualTo(20);
  }

  @Test
  void start_whileAnUpdateRuns_isRefusedAndStopEndsTheFirst() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    UpdateListener waits =
        new UpdateListener() {
          @Override
          public void progressed(IndexingProgress progress) {
            begun.countDown();
            awaitQuietly(goOn);
          }
        };
    IndexingJob job = index.jobs().start(UpdateRequest.of(List.of(pictures)).withListener(waits));
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> index.update(List.of(pictures)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED))
        .withMessageContaining("is under way");
    assertThat(job.isDone()).isFalse();
    assertThat(job.progress()).isPresent();
    job.stop();
    goOn.countDown();
    assertThat(job.await().finished()).isFalse();
    assertThat(index.jobs().last()).contains(job);
    assertThat(index.update(List.of(pictures)).finished()).as("the next one").isTrue();
  }

  @Test
  void update_nothingThere_throwsWhatTheRunSays() {
    IndexingRequest nothing = IndexingRequest.of(List.of(folder.resolve("no-such-folder")));
    assertThatExceptionOfType(DiptychException.class)
        .isThrownBy(() -> index.update(UpdateRequest.of(nothing)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void close_whileAnUpdateRuns_commitsAndClosesAll() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    IndexingJob job =
        index
            .jobs()
            .start(
                UpdateRequest.of(List.of(pictures))
                    .withListener(UpdateListener.ofProgress(_ -> begun.countDown())));
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    diptych.close();
    assertThat(job.isDone()).isTrue();
    assertThatIllegalStateException().isThrownBy(this::found);
    assertThatIllegalStateException().isThrownBy(() -> index.update(List.of(pictures)));
    assertThatIllegalStateException().isThrownBy(() -> diptych.index(folder));
    try (Diptych again = Diptych.open(folder.resolve("home"))) {
      assertThat(again.index(folder.resolve("index")).update(List.of(pictures)).finished())
          .as("the lock is free, the index sound")
          .isTrue();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
