package dev.diptych.index.internal.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.InfoStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class LuceneWritersTest {

  @TempDir private Path folder;

  /** Holds a writer up in the middle of its rollback. */
  private static final class Stuck extends InfoStream {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void message(String component, String message) {
      if (component.equals("IW") && message.startsWith("rollback")) {
        reached.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public boolean isEnabled(String component) {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  @Timeout(60)
  void end_writerThatNeverEnds_isLeftAndAnotherOneOpens() throws Exception {
    Stuck stuck = new Stuck();
    try (Directory directory = LuceneWriters.directory(folder)) {
      IndexWriter first = new IndexWriter(directory, new IndexWriterConfig().setInfoStream(stuck));
      first.addDocument(new Document());
      first.commit();
      Thread closing = Thread.startVirtualThread(() -> rollback(first));
      stuck.reached.await();

      LuceneWriters.end(first, Duration.ofMillis(50));

      try (IndexWriter second = new IndexWriter(directory, new IndexWriterConfig())) {
        second.addDocument(new Document());
        second.commit();
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        assertThat(reader.numDocs()).isEqualTo(2);
      }
      stuck.released.countDown();
      closing.join();
    }
  }

  private static void rollback(IndexWriter writer) {
    try {
      writer.rollback();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
