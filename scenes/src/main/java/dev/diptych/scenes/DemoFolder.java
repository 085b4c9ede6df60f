package dev.diptych.scenes;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demo corpus on disk. The description is written first and carries the SHA-256 of every
 * picture, so that whatever an interrupted run left can be judged; each file is written beside its
 * place and moved there when complete.
 */
final class DemoFolder {

  static final String ITEMS = "items";

  private static final String DESCRIPTION = "scenes.json";
  private static final String CAPTIONS = "captions.jsonl";
  private static final String PARTIAL = ".partial";

  private final Path folder;
  private final Path items;
  private final Path description;

  DemoFolder(Path folder) {
    this.folder = folder;
    this.items = folder.resolve(ITEMS);
    this.description = folder.resolve(DESCRIPTION);
  }

  void write(DemoCorpus corpus) {
    try {
      checkOwnership();
      byte[] captions = captionLines(corpus);
      if (!isComplete(corpus, captions)) {
        writeAll(corpus, captions);
      }
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "the demo corpus could not be written to %s: %s; choose a folder with a few MB of space that you may write to"
              .formatted(folder, IoReason.withFile(e)),
          e);
    }
  }

  DemoCorpus read() {
    return readDescription()
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.NOT_FOUND,
                    "a demo corpus has a description, but there is no %s".formatted(description)))
        .corpus();
  }

  /** Refuses a folder that other things live in, so that nobody's files are replaced. */
  private void checkOwnership() throws IOException {
    if (readDescription().isPresent() || !Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Optional<Path> other =
          entries.filter(entry -> !entry.getFileName().toString().endsWith(PARTIAL)).findFirst();
      if (other.isPresent()) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "the demo corpus goes into an empty folder or one it made, but %s holds %s and no %s; choose another folder"
                .formatted(folder, other.get().getFileName(), DESCRIPTION));
      }
    }
  }

  private Optional<DemoDescription> readDescription() {
    if (!Files.exists(description)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          DemoDescription.read(SceneJson.MAPPER.readTree(Files.readAllBytes(description))));
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s must describe a demo corpus, but: %s; delete its folder or choose another"
              .formatted(description, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "%s could not be read: %s".formatted(description, IoReason.of(e)), e);
    }
  }

  private boolean isComplete(DemoCorpus corpus, byte[] captions) throws IOException {
    Optional<DemoDescription> present = readDescription();
    if (present.isEmpty() || !present.get().corpus().equals(corpus)) {
      return false;
    }
    List<String> hashes = present.get().hashes();
    for (int i = 0; i < hashes.size(); i++) {
      Path file = items.resolve(corpus.pictures().get(i).name());
      if (!Files.isRegularFile(file)
          || !ContentHash.of(Files.readAllBytes(file)).equals(hashes.get(i))) {
        return false;
      }
    }
    return holds(items.resolve(CAPTIONS), captions);
  }

  private void writeAll(DemoCorpus corpus, byte[] captions) throws IOException {
    List<byte[]> files =
        corpus.pictures().parallelStream()
            .map(
                picture ->
                    SceneRenderer.renderPng(picture.scene(), DemoCorpus.SIDE, picture.seed()))
            .toList();
    List<String> hashes = files.stream().map(bytes -> ContentHash.of(bytes)).toList();
    Files.createDirectories(folder);
    ObjectNode json = new DemoDescription(corpus, hashes).write();
    replace(description, SceneJson.MAPPER.writeValueAsBytes(json));
    Files.createDirectories(items);
    for (int i = 0; i < files.size(); i++) {
      replace(items.resolve(corpus.pictures().get(i).name()), files.get(i));
    }
    replace(items.resolve(CAPTIONS), captions);
  }

  private static byte[] captionLines(DemoCorpus corpus) {
    StringBuilder lines = new StringBuilder();
    for (DemoCorpus.Picture picture : corpus.pictures()) {
      if (!picture.captions().isEmpty()) {
        ObjectNode line = SceneJson.MAPPER.createObjectNode().put("image", picture.name());
        picture.captions().forEach(caption -> line.withArray("texts").add(caption.text()));
        lines.append(line).append('\n');
      }
    }
    for (Caption caption : corpus.loneCaptions()) {
      lines.append(SceneJson.MAPPER.createObjectNode().put("text", caption.text())).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a file as a whole or not at all; leaves one that holds these bytes as it is. */
  private static void replace(Path file, byte[] bytes) throws IOException {
    if (holds(file, bytes)) {
      return;
    }
    Path partial = file.resolveSibling("." + file.getFileName() + PARTIAL);
    Files.write(partial, bytes);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean holds(Path file, byte[] bytes) throws IOException {
    return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes);
  }
}
