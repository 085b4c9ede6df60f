package dev.diptych.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Index runs that are killed at any moment lose nothing that was committed before. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no kill -9 there")
final class KillsIT {

  private enum Kind {
    UPDATE,
    REBUILD
  }

  @TempDir private Path temp;

  @Test
  void index_killedAtAnyMoment_indexIsSoundAndNextRunCompletes() throws Exception {
    Random random = Scale.random(1);
    Album album = new Album(temp.toRealPath().resolve("album"), random).add(Scale.of(150, 1500));
    Program diptych = new Program(temp.toRealPath());
    String[] index = {"index", album.folder().toString()};
    String[] rebuild = {"index", album.folder().toString(), "--rebuild"};
    long begun = System.nanoTime();
    diptych.finish("first", diptych.start("first", index)).expect(0);
    long whole = System.nanoTime() - begun;

    int killed = 0;
    int rounds = Scale.of(5, 40);
    for (int round = 0; round < rounds; round++) {
      String about = "seed %s, round %s".formatted(Scale.SEED, round);
      int before = diptych.pictures();
      Kind kind = Kind.values()[round % Kind.values().length];
      album.change();
      Process run = diptych.start("killed", kind == Kind.REBUILD ? rebuild : index);
      boolean ended =
          run.waitFor((long) (whole * (0.2 + 0.7 * random.nextDouble())), TimeUnit.NANOSECONDS);
      run.destroyForcibly().waitFor();
      killed += ended ? 0 : 1;

      diptych.run("verify").expect(0);
      if (!ended && kind == Kind.REBUILD) {
        assertThat(diptych.pictures()).as(about).isEqualTo(before);
      }
      diptych.run(kind == Kind.REBUILD ? rebuild : index).expect(0);
      diptych.run("verify").expect(0);
      List<String> files = album.pictures().stream().map(Path::toString).toList();
      assertThat(diptych.everyPicture()).as(about).containsExactlyInAnyOrderElementsOf(files);
      try (var generations = Files.list(diptych.index().resolve("generations"))) {
        assertThat(generations).as(about).hasSize(1);
      }
    }
    assertThat(killed).as("runs that were killed before they ended").isPositive();
    System.out.printf(
        "kills: %s of %s runs killed, all sound and complete after%n", killed, rounds);
  }

  @Test
  void index_twoWritersAtOnce_oneIsRefusedAndTheIndexIsWhole() throws Exception {
    Album album =
        new Album(temp.toRealPath().resolve("album"), Scale.random(2)).add(Scale.of(60, 500));
    Program diptych = new Program(temp.toRealPath());
    Process one = diptych.start("one", "index", album.folder().toString());
    Process two = diptych.start("two", "index", album.folder().toString());

    List<Program.Ended> ends = List.of(diptych.finish("one", one), diptych.finish("two", two));

    assertThat(ends).extracting(Program.Ended::code).contains(0).isSubsetOf(0, 4);
    assertThat(ends)
        .filteredOn(end -> end.code() == 4)
        .allSatisfy(end -> assertThat(end.err()).contains("is being written by"));
    diptych.run("verify").expect(0);
    assertThat(diptych.everyPicture()).hasSize(album.pictures().size());
  }
}
