package dev.diptych.index;

import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.testkit.Mount;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class LockTest {

  @TempDir Path folder;

  @Test
  void openWriter_whileThisProcessWrites_isRefused() {
    IndexFolder index = Samples.indexOf(folder, 2);
    try (ItemWriter writer = index.openWriter(spec())) {
      assertLocked(() -> index.openWriter(spec()).close(), ProcessHandle.current().pid());
      assertLocked(() -> index.rebuild(spec()).close(), ProcessHandle.current().pid());
      assertLocked(
          () -> IndexFolder.at(folder.resolve("..").resolve(folder.getFileName())).verify(),
          ProcessHandle.current().pid());
      Samples.addImages(writer, 2, 3); // the refused ones did not disturb it
      writer.commit();
      Samples.assertRightCount(index, 3);
    }
    Samples.assertHolds(index, 3);
  }

  @Test
  @Timeout(60)
  void openWriter_whileAnotherProcessWrites_namesIt() throws IOException, InterruptedException {
    IndexFolder index = Samples.indexOf(folder, 2);
    Process child = ChildJvm.start(Holding.class, folder);
    try (BufferedReader output = child.inputReader()) {
      assertThat(output.readLine()).isEqualTo("held");
      assertLocked(() -> index.openWriter(spec()).close(), child.pid());
      assertLocked(index::verify, child.pid());
      Samples.assertRightCount(index, 2); // readers need no lock
    } finally {
      child.destroyForcibly().waitFor();
    }
    try (ItemWriter writer = index.openWriter(spec())) {
      Samples.addImages(writer, 2, 3);
      writer.commit();
    }
    Samples.assertHolds(index, 3);
  }

  @Test
  void verify_onReadOnlyMount_needsNoLock(@TempDir Path shown) {
    Samples.indexOf(folder, 3);
    try (Mount mount = Mount.readOnly(folder, shown).orElseGet(() -> abort(Mount.NEEDED))) {
      assertThat(mount).isNotNull();
      IndexFolder index = IndexFolder.at(shown);
      assertThat(index.verify().findings()).isEmpty();
      assertThat(index.verify().items()).isEqualTo(3);
      Samples.assertRightCount(index, 3);
      assertThat(index.summary().images()).isEqualTo(3);
      assertThatThrownBy(() -> index.openWriter(spec()))
          .isInstanceOfSatisfying(
              DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
    }
  }

  @Test
  void openWriter_thatWasRefusedForTheSpec_leavesNoLock() {
    IndexFolder index = Samples.indexOf(folder, 2);
    assertThatThrownBy(() -> index.openWriter(spec(FeatureFormat.F16)))
        .isInstanceOf(DiptychException.class);
    index.openWriter(spec()).close();
  }

  private static void assertLocked(Runnable opening, long holder) {
    assertThatThrownBy(opening::run)
        .isInstanceOfSatisfying(
            DiptychException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED))
        .hasMessageContaining(Long.toString(holder))
        .hasMessageContaining("wait for it to finish or stop it");
  }

  /** The child: holds the index until it is killed. */
  static final class Holding {
    public static void main(String[] arguments) throws IOException {
      try (ItemWriter writer = IndexFolder.at(Path.of(arguments[0])).openWriter(spec())) {
        Samples.addImages(writer, 5, 6);
        System.out.println("held");
        System.out.flush();
        int end = System.in.read(); // never comes
        throw new IllegalStateException("read " + end);
      }
    }
  }
}
