package dev.diptych.index.internal.generation;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ShortMemory;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.internal.features.FeatureAppender;
import dev.diptych.index.internal.files.CommitManifest;
import dev.diptych.index.internal.files.DurableFiles;
import dev.diptych.index.internal.files.IndexErrors;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.files.IndexPointer;
import dev.diptych.index.internal.files.WriterLock;
import dev.diptych.index.internal.vectors.ItemCodec;
import dev.diptych.index.internal.vectors.SegmentMerges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * One generation opened for writing, under the {@link WriterLock} that it holds and releases.
 *
 * <p>Order of a commit: feature records and chunk names are made durable; then the Lucene commit
 * whose manifest names the chunks' lengths. A crash between the two leaves the last commit as it
 * was, with a tail that the next writer cuts off.
 *
 * <p>The generation of a rebuild becomes the current one by {@link #publish} alone: a commit whose
 * manifest no longer says that the rebuild is unfinished, then {@code index.json} is replaced, then
 * the other generations are deleted. A crash before the second step leaves the rebuild unfinished,
 * with all its items; a crash after it leaves generations that the next writer deletes.
 */
public final class WritableGeneration {

  private static final Duration MOST_WAIT_FOR_ITS_END = Duration.ofSeconds(5);

  /** A feature chunk that has reached this length gets no further record. */
  public static final long MOST_CHUNK_BYTES = 256L << 20;

  private final IndexLayout layout;
  private final WriterLock lock;
  private final String name;
  private final IndexSpec spec;
  private final Directory directory;
  private IndexWriter lucene;
  private final ItemCodec codec;
  private final FeatureAppender features;

  private DirectoryReader reader;
  private Map<String, String> notes;

  /** When this generation was begun; in every manifest until it is published. */
  private final Instant begun;

  /** When this generation was begun, as {@code index.json} says. */
  private Instant created;

  /** Whether what is on disk was written in an earlier version of the format. */
  private boolean earlierFormat;

  private boolean finished;
  private boolean published;
  private boolean changed;

  /** What the last commit names; null while nobody can say whether a commit has been made. */
  private long @Nullable [] committed;

  private WritableGeneration(
      IndexLayout layout,
      WriterLock lock,
      String name,
      IndexSpec spec,
      Directory directory,
      IndexWriter lucene,
      ItemCodec codec,
      FeatureAppender features,
      Instant begun,
      boolean published,
      CommitManifest manifest)
      throws IOException {
    this.layout = layout;
    this.lock = lock;
    this.name = name;
    this.spec = spec;
    this.directory = directory;
    this.lucene = lucene;
    this.codec = codec;
    this.features = features;
    this.begun = begun;
    this.created = begun;
    this.earlierFormat = manifest.formatVersion() < IndexLayout.FORMAT_VERSION;
    this.finished = published;
    this.published = published;
    this.committed = manifest.chunkLengths();
    this.notes = manifest.notes();
    this.reader = DirectoryReader.open(lucene);
  }

  /** Opens the current generation, cut back to its last commit. */
  public static WritableGeneration open(
      IndexLayout layout, WriterLock lock, IndexPointer pointer, IndexSpec wanted, long chunkBytes)
      throws IOException {
    WritableGeneration generation =
        open(layout, lock, pointer.generation(), wanted, chunkBytes, true);
    generation.created = pointer.created();
    generation.earlierFormat |= pointer.formatVersion() < IndexLayout.FORMAT_VERSION;
    return generation;
  }

  /** Opens the generation of an unfinished rebuild, cut back to its last commit. */
  public static WritableGeneration resume(
      IndexLayout layout, WriterLock lock, String name, IndexSpec wanted, long chunkBytes)
      throws IOException {
    return open(layout, lock, name, wanted, chunkBytes, false);
  }

  private static WritableGeneration open(
      IndexLayout layout,
      WriterLock lock,
      String name,
      IndexSpec wanted,
      long chunkBytes,
      boolean published)
      throws IOException {
    Path folder = layout.generation(name);
    if (!Files.isDirectory(IndexLayout.lucene(folder))) {
      throw IndexErrors.corrupt(
          layout.folder(), "the folder %s is missing".formatted(IndexLayout.lucene(folder)), null);
    }
    Directory directory = LuceneWriters.directory(IndexLayout.lucene(folder));
    try {
      CommitManifest manifest;
      try (DirectoryReader committed = DirectoryReader.open(directory)) {
        manifest = CommitManifest.of(layout.folder(), committed.getIndexCommit().getUserData());
        SpecCheck.requireSame(layout.folder(), manifest.spec(), wanted);
        Generation.checkIntegrity(committed);
      }
      return assemble(
          layout,
          lock,
          name,
          manifest,
          directory,
          IndexWriterConfig.OpenMode.APPEND,
          published,
          chunkBytes);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Makes a generation with an empty first commit, to which {@code index.json} does not yet point.
   */
  public static WritableGeneration create(
      IndexLayout layout, WriterLock lock, String name, IndexSpec spec, long chunkBytes)
      throws IOException {
    Path folder = layout.generation(name);
    DurableFiles.deleteTree(folder);
    Files.createDirectories(IndexLayout.lucene(folder));
    Directory directory = LuceneWriters.directory(IndexLayout.lucene(folder));
    WritableGeneration generation;
    try {
      generation =
          assemble(
              layout,
              lock,
              name,
              new CommitManifest(spec, new long[0]),
              directory,
              IndexWriterConfig.OpenMode.CREATE,
              false,
              chunkBytes);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    try {
      generation.commitLucene();
      for (Path made : Arrays.asList(folder, layout.generations(), layout.folder())) {
        DurableFiles.syncFolder(made);
      }
      return generation;
    } catch (IOException | RuntimeException e) {
      generation.close(true);
      throw e;
    }
  }

  private static WritableGeneration assemble(
      IndexLayout layout,
      WriterLock lock,
      String name,
      CommitManifest manifest,
      Directory directory,
      IndexWriterConfig.OpenMode mode,
      boolean published,
      long chunkBytes)
      throws IOException {
    ItemCodec codec = new ItemCodec();
    Path folder = layout.generation(name);
    IndexWriter lucene = null;
    FeatureAppender features = null;
    try {
      lucene = LuceneWriters.open(directory, codec, mode);
      features =
          FeatureAppender.recover(
              layout.folder(),
              IndexLayout.features(folder),
              manifest.spec(),
              manifest.chunkLengths(),
              chunkBytes);
      return new WritableGeneration(
          layout,
          lock,
          name,
          manifest.spec(),
          directory,
          lucene,
          codec,
          features,
          manifest.rebuildBegun().orElseGet(Instant::now),
          published,
          manifest);
    } catch (IOException | RuntimeException e) {
      if (features != null) {
        features.close();
      }
      if (lucene != null) {
        lucene.rollback();
      }
      codec.close();
      throw e;
    }
  }

  /**
   * Opens another Lucene writer at the last commit, in place of one that has closed itself for want
   * of memory; what was written since is to be written again. One that does not end is left.
   */
  void reopenLucene() throws IOException {
    LuceneWriters.end(lucene, MOST_WAIT_FOR_ITS_END); // without effect where it has ended itself
    lucene = LuceneWriters.openInShortMemory(directory, codec);
    DirectoryReader older = reader;
    reader = DirectoryReader.open(lucene);
    older.close();
  }

  IndexSpec spec() {
    return spec;
  }

  IndexWriter lucene() {
    return lucene;
  }

  FeatureAppender features() {
    return features;
  }

  /** {@return the notes that the next commit carries} */
  Map<String, String> notes() {
    return notes;
  }

  void putNotes(Map<String, String> newNotes) {
    notes = Map.copyOf(newNotes);
  }

  /** {@return a reader that sees all but the changes since {@link #refreshReader}} */
  DirectoryReader reader() {
    return reader;
  }

  void refreshReader() throws IOException {
    DirectoryReader newer = DirectoryReader.openIfChanged(reader, lucene);
    if (newer != null) {
      DirectoryReader older = reader;
      reader = newer;
      older.close();
    }
  }

  /** {@return the last commit, opened for reading and leased} */
  OpenCommit committed() throws IOException {
    return Generation.open(layout, IndexPointer.to(name, begun, spec), Optional.empty());
  }

  boolean isPublished() {
    return published;
  }

  /** {@return whether what is on disk was written in an earlier version of the format} */
  boolean isOfAnEarlierFormat() {
    return earlierFormat;
  }

  /** Makes everything durable, in the newest version of the format. */
  void commit() throws IOException {
    commitLucene();
    changed = true;
    if (earlierFormat && published) {
      IndexPointer.to(name, created, spec).write(layout);
    }
    earlierFormat = false;
  }

  private void commitLucene() throws IOException {
    CommitManifest manifest =
        new CommitManifest(
            spec, features.sync(), notes, finished ? Optional.empty() : Optional.of(begun));
    lucene.setLiveCommitData(manifest.toUserData().entrySet());
    committed = null;
    lucene.commit();
    committed = manifest.chunkLengths();
  }

  /** Makes everything durable and this generation the current one, then deletes the others. */
  public void publish() throws IOException {
    finished = true;
    commit();
    IndexPointer.to(name, begun, spec).write(layout);
    published = true;
    layout.deleteGenerationsExcept(name);
  }

  private void closeLucene(boolean discard) throws IOException {
    try {
      if (!discard && changed && published) {
        SegmentMerges.gather(lucene, reader, spec.imageVectors());
        reader.close(); // which would keep the files of what was merged until the next writer
      }
      if (!discard) {
        lucene.close(); // waits for merges, so that the next reader finds few segments
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      if (discard || !ShortMemory.isBehind(e)) { // all is committed, in more segments perhaps
        throw e;
      }
    } finally {
      reader.close();
      LuceneWriters.end(lucene, MOST_WAIT_FOR_ITS_END); // without effect when it is closed
    }
  }

  /**
   * Ends writing and releases the lock. The generation of a rebuild stays, to be resumed, unless it
   * holds no items.
   *
   * @param discard whether there is anything uncommitted; merges under way are then abandoned too
   */
  public void close(boolean discard) throws IOException {
    try (lock) {
      try (directory;
          features;
          codec) {
        closeLucene(discard);
      } finally {
        if (!published && !isNamed() && !layout.hasItems(name)) {
          DurableFiles.deleteTree(layout.generation(name));
        }
      }
      Path chunks = IndexLayout.features(layout.generation(name));
      long[] kept = committed;
      if (discard && kept != null && Files.isDirectory(chunks)) {
        FeatureAppender.cutBack(chunks, kept);
      }
    }
  }

  /**
   * {@return whether {@code index.json} names this generation, which {@link #published} does not
   * know where replacing the file failed only after it was in place}
   */
  private boolean isNamed() {
    try {
      return IndexPointer.read(layout).filter(it -> it.generation().equals(name)).isPresent();
    } catch (IOException e) {
      return true; // nobody knows, so it must stay
    } catch (DiptychException e) {
      return false; // unreadable: it names none
    }
  }
}
