package dev.diptych.indexer.internal.crawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.testkit.Mount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrawlerTest {

  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void resolveRoot() throws IOException {
    root = temp.toRealPath();
  }

  @Test
  void walk_folders_givesFilesByNameFilesBeforeFolders() throws IOException {
    touch("b/2.png", "b/1.png", "a.png", "z.png", "b/deep/er/0.png");
    assertThat(names(crawl(root)))
        .containsExactly("a.png", "z.png", "b/1.png", "b/2.png", "b/deep/er/0.png");
  }

  @Test
  void walk_hiddenEntries_areLeftOutUnlessAskedForOrNamed() throws IOException {
    touch("seen.png", ".hidden.png", ".folder/in.png");
    assertThat(names(crawl(root))).containsExactly("seen.png");
    assertThat(crawl(root).troubles()).isEmpty();
    Crawler all = crawler(new Crawler.Choices(true, true, List.of(), List.of()));
    assertThat(names(all.walk(List.of(root))))
        .containsExactly(".hidden.png", "seen.png", ".folder/in.png");
    assertThat(names(crawl(root.resolve(".folder")))).containsExactly(".folder/in.png");
    assertThat(names(crawl(root.resolve(".hidden.png")))).containsExactly(".hidden.png");
  }

  @Test
  void walk_overlappingRoots_giveEachFileOnce() throws IOException {
    touch("a/1.png", "a/b/2.png");
    Crawl crawl =
        crawl(root.resolve("a/b"), root.resolve("a"), root.resolve("a"), root.resolve("a/1.png"));
    assertThat(names(crawl)).containsExactlyInAnyOrder("a/1.png", "a/b/2.png");
    assertThat(crawl.troubles()).isEmpty();
  }

  @Test
  void walk_linkLoops_endAndAreToldOf() throws IOException {
    touch("a/1.png");
    Files.createSymbolicLink(root.resolve("a/loop"), root);
    Files.createSymbolicLink(root.resolve("a/self"), Path.of("self"));
    Files.createSymbolicLink(root.resolve("a/nothing"), Path.of("nowhere"));
    Crawl crawl = crawl(root);
    assertThat(names(crawl)).containsExactly("a/1.png");
    assertThat(crawl.troubles())
        .extracting(t -> SourceUri.name(t.source()))
        .containsExactlyInAnyOrder("loop", "self", "nothing");
  }

  @Test
  void walk_linksToElsewhere_areFollowedUnderTheirOwnNames() throws IOException {
    touch("in/1.png", "out/2.png", "out/sub/3.png", "out/4.png");
    Files.createSymbolicLink(root.resolve("in/file.png"), root.resolve("out/4.png"));
    Files.createSymbolicLink(root.resolve("in/folder"), root.resolve("out/sub"));
    assertThat(names(crawl(root.resolve("in"))))
        .containsExactly("in/1.png", "in/file.png", "in/folder/3.png");
    Crawler strict = crawler(new Crawler.Choices(false, false, List.of(), List.of()));
    Crawl crawl = strict.walk(List.of(root.resolve("in")));
    assertThat(names(crawl)).containsExactly("in/1.png");
    assertThat(crawl.troubles()).isEmpty();
    assertThat(crawl.leftOut()).containsOnlyKeys(uri("in/file.png"), uri("in/folder"));
  }

  @Test
  void walk_severalLinksToOneFileElsewhere_giveItOnce() throws IOException {
    touch("in/1.png", "out/2.png", "out/3.png");
    Files.createSymbolicLink(root.resolve("in/a.png"), root.resolve("out/2.png"));
    Files.createSymbolicLink(root.resolve("in/b.png"), root.resolve("out/2.png"));
    Files.createSymbolicLink(root.resolve("in/c"), root.resolve("out"));
    Crawl crawl = crawl(root.resolve("in"));
    assertThat(names(crawl)).containsExactly("in/1.png", "in/a.png", "in/c/3.png");
    assertThat(crawl.troubles()).hasSize(2).allMatch(Trouble::repeated);
  }

  @Test
  void walk_linksWithinTheNamedFolders_makeNoDoublesAndLeadOutOfNothing() throws IOException {
    touch("a/1.png", "b/2.png");
    Files.createSymbolicLink(root.resolve("a/b"), root.resolve("b"));
    Files.createSymbolicLink(root.resolve("b/1.png"), root.resolve("a/1.png"));
    Crawler strict = crawler(new Crawler.Choices(false, false, List.of(), List.of()));
    Crawl crawl = strict.walk(List.of(root.resolve("a"), root.resolve("b")));
    assertThat(names(crawl)).containsExactly("a/1.png", "b/2.png");
    assertThat(crawl.leftOut()).isEmpty();
    assertThat(crawl.troubles()).hasSize(2).allMatch(Trouble::repeated);
  }

  @Test
  void walk_linkToFileThatIsMetAnyway_isSkippedWhateverItsName() throws IOException {
    touch("z.png");
    Files.createSymbolicLink(root.resolve("a.png"), root.resolve("z.png"));
    Crawl crawl = crawl(root);
    assertThat(names(crawl)).containsExactly("z.png");
    assertThat(crawl.troubles().getFirst().reason()).contains("z.png, which is met on its own");
  }

  @Test
  void walk_rootThroughLink_knowsFilesByTheirRealNames() throws IOException {
    touch("real/1.png");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));
    assertThat(names(crawl(root.resolve("link")))).containsExactly("real/1.png");
    assertThat(names(crawl(root.resolve("link/1.png")))).containsExactly("real/1.png");
  }

  @Test
  void walk_missingRoot_isTroubleAndOutOfScope() throws IOException {
    touch("a/1.png");
    Crawl crawl = crawl(root.resolve("nope"), root.resolve("a"));
    assertThat(names(crawl)).containsExactly("a/1.png");
    assertThat(crawl.troubles().getFirst().reason()).startsWith("no such file or folder");
    assertThat(crawl.scope().covers(uri("nope/1.png"))).isFalse();
  }

  @Test
  void walk_folderThatCannotBeListed_isTroubleAndTheRestGoesOn() throws IOException {
    touch("a/1.png", "b/2.png");
    FolderLister lister =
        folder -> {
          if (folder.endsWith("a")) {
            throw new AccessDeniedException(folder.toString());
          }
          return FolderLister.SORTED.list(folder);
        };
    Crawl crawl = new Crawler(following(), lister, () -> false).walk(List.of(root));
    assertThat(names(crawl)).containsExactly("b/2.png");
    assertThat(crawl.troubles().getFirst().reason())
        .contains("cannot be listed", "permission denied");
  }

  @Test
  void walk_excludedAndIndexFolders_areLeftOut() throws IOException {
    touch("a/1.png", "b/2.png", "bc/3.png");
    touch("index/index.json", "index/generations/x/y", "index/thumbnails/ab/cd.jpg");
    Crawl crawl =
        crawler(new Crawler.Choices(false, true, List.of(root.resolve("b")), List.of()))
            .walk(List.of(root));
    assertThat(names(crawl)).containsExactly("a/1.png", "bc/3.png");
    assertThat(crawl.troubles().getFirst().reason()).contains("Diptych index");
  }

  @Test
  void walk_fileSystemThatShowsTheKernel_isSkippedWithAReason() throws IOException {
    Path proc = Path.of("/proc");
    assumeThat(Files.isDirectory(proc)).as("needs Linux's /proc").isTrue();
    touch("a/1.png");
    Files.createSymbolicLink(root.resolve("a/kernel"), proc);
    Files.createSymbolicLink(root.resolve("a/version.png"), proc.resolve("version"));
    Crawl crawl = crawl(proc, proc.resolve("version"), root.resolve("a"));
    assertThat(names(crawl)).containsExactly("a/1.png");
    assertThat(crawl.troubles())
        .hasSize(4)
        .allSatisfy(trouble -> assertThat(trouble.reason()).contains("file system of type proc"));
    assertThat(crawl.scope().covers("file:///proc/version")).isFalse();
  }

  @Test
  void open_pipe_isRefusedAtOnce() throws IOException {
    Path pipe = root.resolve("cat.jpg");
    assumeThat(Mount.succeeds("mkfifo", pipe.toString())).as("needs mkfifo").isTrue();
    assertThatThrownBy(() -> RegularFile.open(pipe)).hasMessageContaining("not a regular file");
    assertThat(crawl(root, pipe).troubles()).hasSize(1);
  }

  @Test
  void walk_stopped_saysSo() throws IOException {
    touch("a/1.png");
    Crawl crawl = new Crawler(following(), FolderLister.SORTED, () -> true).walk(List.of(root));
    assertThat(crawl.finished()).isFalse();
  }

  @Test
  void covers_siblingWithLongerName_isNotCovered() throws IOException {
    touch("b/1.png", "bc/2.png", "t.csv", "t.csv2");
    Scope scope = crawl(root.resolve("b"), root.resolve("t.csv")).scope();
    assertThat(scope.covers(uri("b/1.png"))).isTrue();
    assertThat(scope.covers(uri("bc/2.png"))).isFalse();
    assertThat(scope.covers(uri("t.csv") + "#row=3")).isTrue();
    assertThat(scope.covers(uri("t.csv2"))).isFalse();
    assertThat(new Scope(List.of("file:///"), List.of()).covers("file:///x.png")).isTrue();
  }

  @Test
  void source_strangeNames_travelBothWays() throws IOException {
    for (String name : List.of("a b", "ü#1?.png", "100%.png", "a+b&c=d;e", "日本.png", "[x]{y}")) {
      touch("s/" + name);
    }
    for (FoundFile file : crawl(root.resolve("s")).files()) {
      assertThat(file.path()).exists();
      assertThat(file.source()).isEqualTo(file.path().toUri().toString());
      assertThat(file.name()).isEqualTo(file.path().getFileName().toString());
      String folder = SourceUri.parent(file.source());
      assertThat(SourceUri.of(SourceUri.resolve(folder, file.name()))).isEqualTo(file.source());
    }
  }

  @Test
  void isGone_onlyWhatIsCertainlyNotThere_isGone() throws IOException {
    touch("a/1.png");
    assertThat(IoReason.isGone(root.resolve("a/1.png"))).isFalse();
    assertThat(IoReason.isGone(root.resolve("a/2.png"))).isTrue();
    assertThat(IoReason.isGone(root.resolve("b/c/2.png"))).isTrue();
    assertThat(IoReason.isGone(root.resolve("a/1.png/below"))).isTrue();
    assertThat(IoReason.isGone(root.resolve("a"))).isTrue();
  }

  private Crawl crawl(Path... roots) {
    return crawler(following()).walk(List.of(roots));
  }

  private static Crawler.Choices following() {
    return new Crawler.Choices(false, true, List.of(), List.of());
  }

  private static Crawler crawler(Crawler.Choices choices) {
    return new Crawler(choices, FolderLister.SORTED, () -> false);
  }

  private List<String> names(Crawl crawl) {
    return crawl.files().stream().map(f -> root.relativize(f.path()).toString()).toList();
  }

  private String uri(String name) {
    return SourceUri.of(root.resolve(name));
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }
}
