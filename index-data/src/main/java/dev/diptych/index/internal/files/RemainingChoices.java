package dev.diptych.index.internal.files;

import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexChoices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/**
 * Reads the choices an index was made with off whatever is left of it, so that a damaged index can
 * be made anew as it was. Asks, in this order, {@code index.json}, the user data of the last Lucene
 * commit, the headers of the feature chunks, and the name of the generation's folder; each is read
 * only where its own checksum is right. Never fails.
 */
public final class RemainingChoices {

  private static final int MOST_COMMIT_BYTES = 64 << 20;

  private RemainingChoices() {}

  /** {@return the choices of the current generation; empty where there is no trace of an index} */
  public static Optional<IndexChoices> of(IndexLayout layout) {
    Optional<IndexPointer> pointer = IndexPointer.readIfSound(layout);
    Optional<String> generation =
        pointer.map(IndexPointer::generation).or(() -> latestFinished(layout));
    if (generation.isEmpty() && !Files.exists(layout.pointer())) {
      return Optional.empty();
    }
    IndexChoices known = pointer.map(IndexPointer::choices).orElse(IndexChoices.UNKNOWN);
    return Optional.of(
        generation
            .map(
                name ->
                    known.or(ofCommit(layout, name)).or(ofChunks(layout, name)).or(ofName(name)))
            .orElse(known));
  }

  /** Without a pointer, the last generation that is not an unfinished rebuild is the index. */
  private static Optional<String> latestFinished(IndexLayout layout) {
    try {
      List<String> names = layout.generationNames();
      return names.stream()
          .filter(name -> userData(layout, name, CommitManifest.REBUILD).isEmpty())
          .max(Comparator.comparingInt(IndexLayout::generationNumber))
          .or(() -> names.stream().min(Comparator.comparingInt(IndexLayout::generationNumber)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static IndexChoices ofName(String generation) {
    return new IndexChoices(
        Optional.of(generation.substring(generation.indexOf('-') + 1)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static IndexChoices ofCommit(IndexLayout layout, String generation) {
    Optional<String> tokens = userData(layout, generation, CommitManifest.TOKENS);
    Optional<String> model = digits(layout, generation, CommitManifest.MODEL);
    Optional<String> reranker =
        digits(layout, generation, CommitManifest.RERANKER)
            .filter(it -> !it.equals(model.orElse("")));
    boolean whole = userData(layout, generation, CommitManifest.PATCHES).isPresent();
    return new IndexChoices(
        model,
        userData(layout, generation, CommitManifest.MODEL_NAME),
        reranker,
        reranker.flatMap(_ -> userData(layout, generation, CommitManifest.RERANKER_NAME)),
        userData(layout, generation, CommitManifest.FEATURES).flatMap(FeatureFormat::named),
        tokens
            .filter(count -> count.matches("[0-9]{1,6}"))
            .or(() -> whole ? Optional.of(IndexChoices.ALL_TOKENS) : Optional.empty()));
  }

  private static Optional<String> digits(IndexLayout layout, String generation, String key) {
    return userData(layout, generation, key).filter(it -> it.matches("[0-9a-f]{64}"));
  }

  /**
   * A member of the last commit's user data. Lucene itself reads it only together with a file of
   * each segment, and those may be missing; the file {@code segments_N} alone has it too, as a
   * string behind its key.
   *
   * @return empty where the commit's file is missing or damaged, or has no such member
   */
  public static Optional<String> userData(IndexLayout layout, String generation, String key) {
    Path folder = IndexLayout.lucene(layout.generation(generation));
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Directory directory = FSDirectory.open(folder)) {
      String file = SegmentInfos.getLastCommitSegmentsFileName(directory);
      if (file == null) {
        return Optional.empty();
      }
      try (IndexInput input = directory.openInput(file, IOContext.READONCE)) {
        if (input.length() > MOST_COMMIT_BYTES) {
          return Optional.empty();
        }
        CodecUtil.checksumEntireFile(input);
        byte[] bytes = new byte[(int) input.length()];
        input.seek(0);
        input.readBytes(bytes, 0, bytes.length);
        return stringAfter(bytes, key);
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** {@return the string that follows a key, both with their length before them} */
  private static Optional<String> stringAfter(byte[] bytes, String key) throws IOException {
    byte[] letters = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer sought = ByteBuffer.allocate(1 + letters.length);
    sought.put((byte) letters.length).put(letters).flip(); // a length below 128 is one byte
    for (int start = 0; start + sought.remaining() < bytes.length; start++) {
      if (ByteBuffer.wrap(bytes, start, sought.remaining()).equals(sought)) {
        ByteArrayDataInput value = new ByteArrayDataInput(bytes);
        value.setPosition(start + sought.remaining());
        return Optional.of(value.readString());
      }
    }
    return Optional.empty();
  }

  private static IndexChoices ofChunks(IndexLayout layout, String generation) {
    try (DirectoryStream<Path> chunks =
        Files.newDirectoryStream(IndexLayout.features(layout.generation(generation)), "*.dft")) {
      for (Path chunk : chunks) {
        Optional<IndexChoices> choices = FeatureRecordFormat.choicesOf(chunk);
        if (choices.isPresent()) {
          return choices.get();
        }
      }
    } catch (IOException | RuntimeException e) {
      return IndexChoices.UNKNOWN; // no folder, or none that can be read
    }
    return IndexChoices.UNKNOWN;
  }
}
