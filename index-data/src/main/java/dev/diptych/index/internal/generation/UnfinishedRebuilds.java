package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.index.UnfinishedRebuild;
import dev.diptych.index.internal.files.CommitManifest;
import dev.diptych.index.internal.files.DurableFiles;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.IndexPointer;
import dev.diptych.index.internal.files.RemainingChoices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Finds the generations of unfinished rebuilds: those with items that are later than the one {@code
 * index.json} names. Where that file cannot be read, those whose last commit says so itself.
 */
public final class UnfinishedRebuilds {

  private UnfinishedRebuilds() {}

  /** {@return their names, the latest first} */
  public static List<String> names(IndexLayout layout) throws IOException {
    Optional<String> current = current(layout);
    List<String> names = new ArrayList<>();
    for (String name : layout.generationNames()) {
      boolean later =
          current.isPresent()
              ? IndexLayout.generationNumber(name) > IndexLayout.generationNumber(current.get())
              : !RemainingChoices.userData(layout, name, CommitManifest.REBUILD).isEmpty();
      if (later && layout.hasItems(name)) {
        names.add(name);
      }
    }
    names.sort(Comparator.comparingInt(IndexLayout::generationNumber).reversed());
    return names;
  }

  private static Optional<String> current(IndexLayout layout) throws IOException {
    try {
      return IndexPointer.read(layout).map(IndexPointer::generation);
    } catch (DiptychException e) {
      return Optional.empty();
    }
  }

  /** {@return what can be read of one} */
  public static UnfinishedRebuild describe(IndexLayout layout, String name) throws IOException {
    int number = IndexLayout.generationNumber(name);
    Path folder = layout.generation(name);
    long bytes = DurableFiles.bytesBelow(folder);
    try (Directory directory = FSDirectory.open(IndexLayout.lucene(folder))) {
      SegmentInfos infos = SegmentInfos.readLatestCommit(directory);
      long items = 0;
      for (SegmentCommitInfo segment : infos) {
        items += segment.info.maxDoc() - segment.getDelCount();
      }
      Map<String, String> data = infos.getUserData();
      CommitManifest manifest = CommitManifest.of(layout.folder(), data);
      Optional<Instant> begun = manifest.rebuildBegun();
      return new UnfinishedRebuild(number, Optional.of(manifest.spec()), begun, items, bytes);
    } catch (IOException | RuntimeException e) {
      return new UnfinishedRebuild(number, Optional.empty(), Optional.empty(), 0, bytes);
    }
  }
}
