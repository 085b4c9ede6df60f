package dev.diptych.indexer.internal.plan;

import dev.diptych.encoders.FileContent;
import dev.diptych.indexer.internal.captions.NotCaptionsException;
import dev.diptych.indexer.internal.captions.Sidecar;
import dev.diptych.indexer.internal.captions.TarTexts;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.IoReason;
import dev.diptych.indexer.internal.patterns.SideFiles;
import dev.diptych.indexer.internal.tar.TarMember;
import dev.diptych.indexer.internal.tar.TarReader;
import dev.diptych.indexer.internal.tar.TarSamples;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The members of an archive that are no pictures, read one at a time. Not thread-safe. */
final class OpenArchive implements Closeable {

  private final TarSamples samples;
  private final TarReader reader;
  private final Iterator<TarSamples.Beside> members;
  private final Map<String, Integer> named = new HashMap<>();

  OpenArchive(TarSamples samples) {
    this.samples = samples;
    this.reader = new TarReader(samples.archive().path());
    this.members = samples.others().iterator();
  }

  /** What one member is. */
  sealed interface Entry {

    /**
     * Texts of a picture.
     *
     * @param source of the first of them
     * @param picture the picture's source
     */
    record Texts(String source, String picture, List<String> texts) implements Entry {

      public Texts {
        texts = List.copyOf(texts);
      }
    }

    /** It should hold texts, and does not. */
    record Damaged(String source, String reason) implements Entry {}

    /**
     * It holds something else.
     *
     * @param kind what to count it under
     */
    record Side(String source, String kind, String reason) implements Entry {}
  }

  FoundFile file() {
    return samples.archive();
  }

  boolean hasNext() {
    return members.hasNext();
  }

  Entry next() {
    return switch (members.next()) {
      case TarSamples.Beside.Side(String name, String reason) -> side(name, reason);
      case TarSamples.Beside.Text text ->
          text.picture().isEmpty()
              ? side(text.member().name(), "no picture of its sample is in the archive")
              : texts(text.member(), text.picture().get());
    };
  }

  /** An archive may hold a name more than once. */
  private String source(String name) {
    int times = named.merge(name, 1, Integer::sum);
    return samples.textSource(name) + (times == 1 ? "" : "&copy=" + times);
  }

  private Entry.Side side(String name, String reason) {
    return side(name, source(name), reason);
  }

  private static Entry.Side side(String name, String source, String reason) {
    return new Entry.Side(source, SideFiles.kind(name, FileContent.UNKNOWN), reason);
  }

  private Entry texts(TarMember member, String picture) {
    String source = source(member.name());
    boolean json = member.extension().equals("json");
    try {
      if (member.bytes() > Sidecar.LARGEST_BYTES) {
        throw new IOException(
            "too large for captions: %s bytes, at most %s"
                .formatted(member.bytes(), Sidecar.LARGEST_BYTES));
      }
      byte[] content = reader.read(member, Sidecar.LARGEST_BYTES);
      return new Entry.Texts(
          source, picture, json ? TarTexts.ofJson(content) : TarTexts.ofText(content));
    } catch (NotCaptionsException e) {
      return json
          ? side(member.name(), source, e.reason())
          : new Entry.Damaged(source, "not a caption: " + e.reason());
    } catch (IOException e) {
      return new Entry.Damaged(source, "cannot be read: " + IoReason.of(e));
    } catch (RuntimeException | StackOverflowError e) {
      return new Entry.Damaged(source, UnreadableText.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
