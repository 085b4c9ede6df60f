package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.IoReason;
import dev.diptych.index.IndexChoices;
import dev.diptych.index.UnfinishedRebuild;
import dev.diptych.index.VerifyReport;
import dev.diptych.index.VerifyReport.Finding;
import dev.diptych.index.VerifyReport.Severity;
import dev.diptych.index.internal.files.CommitManifest;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.IndexPointer;
import dev.diptych.index.internal.files.Thumbnails;
import dev.diptych.index.internal.files.WriterLock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.jspecify.annotations.Nullable;

/** One check of a whole index, from the pointer down to each feature record. */
public final class Verification {

  private static final int MOST_FINDINGS = 200;

  private final IndexLayout layout;
  private final List<Finding> findings = new ArrayList<>();
  private long suppressed;
  private long items;
  private long records;
  private long unusedBytes;
  private @Nullable String fix;

  private Verification(IndexLayout layout) {
    this.layout = layout;
  }

  public static VerifyReport run(IndexLayout layout) {
    return IndexErrors.guarded(
        layout.folder(),
        "verifying",
        () -> {
          if (!Files.exists(layout.pointer())) {
            throw IndexErrors.missing(layout);
          }
          WriterLock lock = lockWherePossible(layout.folder());
          try {
            return new Verification(layout).run();
          } finally {
            if (lock != null) {
              lock.close();
            }
          }
        });
  }

  /**
   * A writer would delete files that are being checked. Where this process may not write there is
   * no lock to be had: another owner's folder, a read-only disk, or a read-only view of one that
   * others may write ({@code mount --bind}), of which the file store knows nothing.
   */
  private static @Nullable WriterLock lockWherePossible(Path folder) throws IOException {
    try {
      return WriterLock.acquire(folder);
    } catch (AccessDeniedException e) {
      return null;
    } catch (FileSystemException e) {
      if (Files.isWritable(folder)) {
        throw e;
      }
      return null;
    }
  }

  private VerifyReport run() {
    try {
      IndexPointer pointer = Generation.currentPointer(layout);
      IndexErrors.guarded(
          layout.folder(),
          "verifying",
          () -> {
            noteLeftovers(pointer);
            checkGeneration(layout.generation(pointer.generation()));
            return true;
          });
    } catch (DiptychException e) {
      switch (e.code()) {
        case CORRUPT_INDEX, INCOMPATIBLE_INDEX -> damage(String.valueOf(e.getMessage()));
        default -> throw e;
      }
    }
    if (suppressed > 0) {
      findings.add(
          new Finding(
              Severity.DAMAGE, "%s further findings are not shown".formatted(suppressed), fix()));
    }
    findings.sort(Comparator.comparing(Finding::severity));
    return new VerifyReport(layout.folder(), items, records, unusedBytes, findings);
  }

  private void noteLeftovers(IndexPointer pointer) throws IOException {
    List<String> unfinished = UnfinishedRebuilds.names(layout);
    for (String name : layout.generationNames()) {
      if (unfinished.contains(name)) {
        noteUnfinished(name);
      } else if (!name.equals(pointer.generation())) {
        note("the generation %s is not in use".formatted(layout.generation(name)));
      }
    }
  }

  private void noteUnfinished(String name) throws IOException {
    UnfinishedRebuild rebuild = UnfinishedRebuilds.describe(layout, name);
    String folder = IndexErrors.shellWord(layout.folder());
    add(
        new Finding(
            Severity.NOTE,
            "the generation %s is a rebuild that has not finished, with %s items"
                .formatted(layout.generation(name), rebuild.items()),
            "`diptych index --rebuild PATH... --index %s%s` goes on with it, `diptych index --discard-rebuild --index %s` deletes it"
                .formatted(
                    folder,
                    rebuild.spec().map(IndexChoices::of).map(IndexChoices::options).orElse(""),
                    folder)));
  }

  private void checkGeneration(Path generation) throws IOException {
    try (Directory directory = FSDirectory.open(existing(IndexLayout.lucene(generation)))) {
      boolean sound = checkLucene(directory);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        CommitManifest manifest =
            CommitManifest.of(layout.folder(), reader.getIndexCommit().getUserData());
        FeatureVerification features =
            new FeatureVerification(IndexLayout.features(generation), manifest, this);
        features.run();
        if (sound) { // else reading items says nothing new, and may end anyhow
          ThumbnailVerification thumbnails =
              new ThumbnailVerification(new Thumbnails(layout.thumbnails()), this);
          items = new ItemVerification(reader, manifest.spec(), features, thumbnails, this).run();
          thumbnails.run(reader);
          unusedBytes = features.unusedBytes();
        }
        records = features.records();
      }
    }
  }

  private Path existing(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw IndexErrors.corrupt(
          layout.folder(), "the folder %s is missing".formatted(folder), null);
    }
    return folder;
  }

  /** {@return whether nothing is wrong with Lucene's files} */
  private boolean checkLucene(Directory directory) throws IOException {
    try (CheckIndex check =
            new CheckIndex(
                directory,
                NoLockFactory.INSTANCE.obtainLock(directory, IndexWriter.WRITE_LOCK_NAME));
        PrintStream nowhere =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      check.setInfoStream(nowhere);
      check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_INTEGRITY_CHECKS);
      CheckIndex.Status status = check.checkIndex();
      if (status.missingSegments) {
        damage("no readable Lucene commit in " + directory);
      }
      for (CheckIndex.Status.SegmentInfoStatus segment : status.segmentInfos) {
        if (segment.error != null) {
          damage("Lucene segment %s: %s".formatted(segment.name, IoReason.of(segment.error)));
        }
      }
      return status.clean;
    } catch (RuntimeException e) {
      damage("Lucene's files cannot be checked: " + IoReason.of(e));
      return false;
    }
  }

  void damage(String what) {
    add(new Finding(Severity.DAMAGE, what, fix()));
  }

  /** Something harmless that the next writer clears away. */
  void note(String what) {
    add(
        new Finding(
            Severity.NOTE,
            what,
            "nothing; the next `diptych index PATH... --index %s` deletes it"
                .formatted(IndexErrors.shellWord(layout.folder()))));
  }

  /** Something that running the indexer over the same sources puts right. */
  void stale(String what) {
    add(new Finding(Severity.NOTE, what, indexingCommand()));
  }

  /** Damage that running the indexer over the same sources puts right. */
  void damagedThumbnail(String what) {
    add(new Finding(Severity.DAMAGE, what, indexingCommand()));
  }

  /** Something written without checksums that can be thrown away and made again. */
  void unprovable(String what, Path folder) {
    add(
        new Finding(
            Severity.NOTE,
            what,
            "nothing; or delete the folder %s and %s"
                .formatted(IndexErrors.shellWord(folder), indexingCommand())));
  }

  private String indexingCommand() {
    return "run `diptych index PATH... --index %s` over the folders that are indexed"
        .formatted(IndexErrors.shellWord(layout.folder()));
  }

  private void add(Finding finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding);
    } else {
      suppressed++;
    }
  }

  /** Found out once: it reads files. */
  private String fix() {
    String known = fix;
    if (known == null) {
      known = "make the index anew with " + IndexErrors.rebuildCommand(layout.folder());
      fix = known;
    }
    return known;
  }
}
