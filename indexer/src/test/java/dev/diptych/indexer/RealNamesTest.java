package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.diptych.core.Item;
import dev.diptych.indexer.internal.crawl.FolderLister;
import dev.diptych.testkit.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Renames that a file system takes for none. It is played here by a second, hard link of the old
 * name that no listing shows: then the file is found under both names, and called by one.
 */
class RealNamesTest extends RunTestCase {

  private Set<String> unlisted = Set.of();

  @ParameterizedTest
  @CsvSource({"cat.png, Cat.PNG", "caf\u00e9.png, cafe\u0301.png", "Stra\u00dfe.png, STRASSE.png"})
  void run_renamedToTheSameButForCaseOrAccents_movesTheItem(String before, String after)
      throws IOException {
    write(before, Pictures.png(1));
    write("other.png", Pictures.png(2));
    runListed();
    Item item = index.at(uri(before)).item();
    Files.createLink(root.resolve(after), root.resolve(before));
    unlisted = Set.of(before);
    model.forget();
    assertThat(runListed().images()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(index.sources()).containsExactlyInAnyOrder(uri(after), uri("other.png"));
    assertThat(index.at(uri(after)).item().id()).isEqualTo(item.id());
    assertThat(model.encodedImages()).isZero();
  }

  @Test
  void run_renamedWhereAnEntryHasAnotherKeyUnderEachName_movesTheItem() throws IOException {
    write("cat.png", Pictures.png(1));
    write("other.png", Pictures.png(2));
    runListed();
    Item item = index.at(uri("cat.png")).item();
    Files.copy(
        root.resolve("cat.png"), root.resolve("Cat.png"), StandardCopyOption.COPY_ATTRIBUTES);
    unlisted = Set.of("cat.png");
    assertThat(runListed().images()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(index.sources()).containsExactlyInAnyOrder(uri("Cat.png"), uri("other.png"));
    assertThat(index.at(uri("Cat.png")).item().id()).isEqualTo(item.id());
  }

  @Test
  void run_captionFileSpellsAPictureOtherwise_findsTheOneThereIs() throws IOException {
    write("Cat.png", Pictures.png(1));
    Files.createLink(root.resolve("cat.png"), root.resolve("Cat.png"));
    unlisted = Set.of("cat.png");
    write("c.csv", "image,caption\ncat.png,a cat\n");
    runListed();
    assertThat(index.sources()).containsExactly(uri("Cat.png"), uri("c.csv#row=2"));
    assertThat(index.at(uri("c.csv#row=2")).item().imageSource()).isEqualTo(uri("Cat.png"));
  }

  @Test
  void run_fileHiddenFromTheListingAlone_isNotGone() throws IOException {
    write("cat.png", Pictures.png(1));
    write("dog.png", Pictures.png(2));
    runListed();
    unlisted = Set.of("cat.png"); // as in folders that list nothing of what they can open
    assertThat(runListed().images().removed()).isZero();
    assertThat(index.sources()).hasSize(2);
  }

  @Test
  void run_realFileSystemThatIgnoresCase_followsARename() throws IOException {
    if (Files.exists(root.resolveSibling("PETS"))) {
      checkRename(root);
      return;
    }
    Path image = temp.resolve("image");
    Path point = Files.createDirectories(temp.toRealPath().resolve("point"));
    Files.write(image, new byte[0]);
    try (Mount disk =
        ext4(image, point)
            .or(() -> exfat(image, point))
            .orElseGet(
                () ->
                    abort(
                        "needs root, and a kernel with case-insensitive ext4 or mkfs.exfat and what mounts it"))) {
      assertThat(disk).isNotNull();
      Path folder = Files.createDirectories(point.resolve("pets"));
      boolean ignoresCase =
          Files.exists(point.resolve("PETS")) || Mount.succeeds("chattr", "+F", folder.toString());
      if (!ignoresCase) {
        abort("needs a chattr that can make a folder ignore case");
      }
      checkRename(folder);
    }
  }

  private static Optional<Mount> ext4(Path image, Path point) {
    return Mount.succeeds("truncate", "-s", "8M", image.toString())
            && Mount.succeeds("mkfs.ext4", "-q", "-O", "casefold", image.toString())
        ? Mount.of(point, "-o", "loop", image.toString())
        : Optional.empty();
  }

  private static Optional<Mount> exfat(Path image, Path point) {
    return Mount.succeeds("truncate", "-s", "8M", image.toString())
            && Mount.succeeds("mkfs.exfat", image.toString())
        ? Mount.of(point, "-t", "exfat", "-o", "loop", image.toString())
        : Optional.empty();
  }

  private void checkRename(Path folder) throws IOException {
    Pictures.write(folder.resolve("cat.png"), Pictures.png(1));
    Pictures.write(folder.resolve("dog.png"), Pictures.png(2));
    run(IndexingRequest.of(List.of(folder)), new ArrayList<>());
    Files.move(folder.resolve("cat.png"), folder.resolve("aside"));
    Files.move(folder.resolve("aside"), folder.resolve("Cat.png"));
    IndexingReport report = run(IndexingRequest.of(List.of(folder)), new ArrayList<>());
    assertThat(report.images()).isEqualTo(new SourceCounts(2, 0, 2, 0, 0));
    assertThat(index.sources())
        .containsExactly(
            FileWorld.uri(folder.resolve("Cat.png")), FileWorld.uri(folder.resolve("dog.png")));
  }

  private IndexingReport runListed() {
    FolderLister lister =
        folder ->
            FolderLister.SORTED.list(folder).stream()
                .filter(entry -> !unlisted.contains(entry.getFileName().toString()))
                .toList();
    return IndexingRun.of(IndexingRequest.of(List.of(root)), lister)
        .run(model, index, ProgressListener.NONE);
  }
}
