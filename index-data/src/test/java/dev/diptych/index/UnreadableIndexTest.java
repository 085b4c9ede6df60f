package dev.diptych.index;

import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.index.internal.files.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of Lucene that are cut off while a reader has them mapped: each use fails with the command
 * that mends it or gives the right answer, and the process lives.
 */
final class UnreadableIndexTest {

  /** So many that they are not all compared as they are. */
  private static final int IMAGES = 2600;

  private static final int NEAREST = 10;
  private static final int ROUNDS_AFTER = 60;

  @TempDir Path folder;

  @Test
  void read_anyFileCutUnderAReader_failsAsDamageAndTheProcessLives() throws IOException {
    Path original = folder.resolve("index");
    IndexFolder index = IndexFolder.at(original);
    try (ItemWriter writer = index.openWriter(spec())) {
      for (int first = 0; first < IMAGES; first += 65) { // many segments, so they are merged
        Samples.addImages(writer, first, first + 65);
        writer.commit();
      }
    }
    List<Path> files = Samples.files(original, "*.{cfs,vec,vex,veq,tim,doc,fdt,fdx,dvd,liv,nvd}");
    assertThat(files).extracting(Path::toString).anyMatch(name -> name.endsWith(".vec"));
    Map<String, Integer> failures = new TreeMap<>();
    for (Path file : files) {
      for (int roundsBefore : new int[] {0, 400}) {
        Path copy = folder.resolve("copy");
        copy(original, copy);
        String kind = file.getFileName().toString().replaceAll(".*\\.", "");
        int failed = useWhileCut(copy, copy.resolve(original.relativize(file)), roundsBefore);
        failures.merge(kind, failed, Integer::sum);
        DurableFiles.deleteTree(copy);
      }
    }
    assertThat(failures).as("failed uses by kind of file").containsKey("vec");
    assertThat(failures.get("vec")).isPositive();
    assertThat(failures.get("fdt")).as("%s", failures).isPositive();
  }

  /** {@return how many uses failed} */
  private static int useWhileCut(Path copy, Path file, int roundsBefore) throws IOException {
    int failures = 0;
    try (TestReader reader = TestReader.of(IndexFolder.at(copy).openReader(model(1)))) {
      for (int round = 0; round < roundsBefore; round++) {
        use(reader, round);
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      for (int round = 0; round < ROUNDS_AFTER; round++) {
        try {
          use(reader, round);
        } catch (DiptychException e) {
          assertThat(e.code()).as("%s: %s", file, e).isEqualTo(ErrorCode.CORRUPT_INDEX);
          assertThat(e).hasMessageContaining("diptych verify");
          failures++;
        }
      }
    }
    return failures;
  }

  private static void use(TestReader reader, int round) {
    int number = round * 37 % IMAGES;
    switch (round % 4) {
      case 0 ->
          assertThat(reader.nearest(Modality.IMAGE, Samples.vector(number), NEAREST).neighbours())
              .extracting(Recall.Neighbour::id)
              .contains(id(number));
      case 1 -> Samples.assertRight(reader, number);
      case 2 -> assertThat(reader.textsOf(Samples.image(number).source().uri())).isEmpty();
      default ->
          assertThat(
                  reader
                      .nearest(Modality.IMAGE, Samples.vector(number), NEAREST, IMAGES)
                      .neighbours())
              .hasSize(NEAREST);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : Samples.files(from, "*")) {
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }
}
