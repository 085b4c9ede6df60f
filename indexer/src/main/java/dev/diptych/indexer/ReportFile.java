package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSONL file with one object per source: {@code {"path", "source", "kind", "outcome", "reason",
 * "group"}}, the reason only where there is one, the group only of what was skipped; and, where
 * there is something to tell of the captions, one {@code {"kind": "captions", "withoutPicture",
 * "inOtherWords", "notes"}}; and, where a model wrote captions, one {@code {"kind":
 * "generated-captions", "pictures", "kept", "rejected", "alike", "unread"}}. Written beside, as
 * {@code NAME.part}, and put in place when it is closed, so that a reader finds a whole report or
 * none; a pipe or device is written directly. Not thread-safe.
 */
final class ReportFile implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;
  private final Path part;
  private final boolean direct;
  private final BufferedWriter writer;

  ReportFile(Path file) {
    this.file = file.toAbsolutePath();
    this.direct = Files.exists(file) && !Files.isRegularFile(file);
    this.part = part(this.file);
    try {
      this.writer = Files.newBufferedWriter(direct ? file : part);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** {@return where a report is written until it is whole} */
  static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  void write(SourceOutcome outcome) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("path", outcome.path());
    line.put("source", outcome.source());
    line.put("kind", lower(outcome.kind()));
    line.put("outcome", lower(outcome.outcome()));
    String reason = outcome.reason();
    if (reason != null) {
      line.put("reason", reason);
    }
    SkipGroup group = outcome.group();
    if (group != null) {
      line.put("group", lower(group).replace('_', '-'));
    }
    write(line);
  }

  void write(CaptionCounts captions) {
    if (!captions.equals(CaptionCounts.NONE)) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("kind", "captions");
      line.put("withoutPicture", captions.withoutPicture());
      line.put("inOtherWords", captions.inOtherWords());
      line.put("notes", captions.notes());
      write(line);
    }
  }

  void write(GeneratedCounts generated) {
    if (!generated.equals(GeneratedCounts.NONE)) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("kind", "generated-captions");
      line.put("pictures", generated.pictures());
      line.put("kept", generated.kept());
      line.put("rejected", generated.rejected());
      line.put("alike", generated.alike());
      line.put("unread", generated.unread());
      line.put("unanswered", generated.unanswered());
      line.put("left", generated.left());
      line.put("failure", generated.failure());
      write(line);
    }
  }

  void write(ReadTextCounts read) {
    if (!read.equals(ReadTextCounts.NONE)) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("kind", "text-in-pictures");
      line.put("pictures", read.pictures());
      line.put("withText", read.withText());
      line.put("unread", read.unread());
      write(line);
    }
  }

  private void write(Map<String, ?> line) {
    try {
      writer.write(JSON.writeValueAsString(line));
      writer.write('\n');
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
      if (direct) {
        return;
      }
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private DiptychException failure(IOException e) {
    return new DiptychException(
        ErrorCode.IO,
        "cannot write the report %s: %s; name a file in a folder that exists and has room"
            .formatted(file, IoReason.of(e)),
        e);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
