package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Embedding;
import dev.diptych.core.Modality;
import dev.diptych.index.Recall.Neighbour;
import dev.diptych.index.internal.items.ItemFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Indexes from before vectors were quantised, whose every segment has a graph over 32-bit vectors.
 */
final class EarlierFormatTest {

  private static final int D = 24;
  private static final IndexSpec SPEC =
      new IndexSpec(model(1), "vectors-only", D, 0, 0, FeatureFormat.NONE);
  private static final int COUNT = 3000;
  private static final long SEED = 5;

  @TempDir Path folder;

  @Test
  void nearest_inAnEarlierIndex_findsAsBefore() throws IOException {
    writeEarlier();
    assertFindsAndIsSound(COUNT);
  }

  @Test
  void write_intoAnEarlierIndex_findsInBothFormats() throws IOException {
    writeEarlier();
    Random random = new Random(SEED + 1);
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      for (int number = COUNT; number < 2 * COUNT; number++) {
        writer.add(Samples.image(number), Samples.unit(random, D), null);
      }
      writer.commit();
    }
    try (Directory lucene = FSDirectory.open(lucene());
        DirectoryReader reader = DirectoryReader.open(lucene)) {
      assertThat(reader.leaves()).as("one segment of each").hasSize(2);
    }
    assertFindsAndIsSound(2 * COUNT);
  }

  private void assertFindsAndIsSound(int count) {
    IndexFolder index = IndexFolder.at(folder);
    try (TestReader reader = TestReader.of(index.openReader(model(1)))) {
      assertThat(reader.count(Modality.IMAGE)).isEqualTo(count);
      Random random = new Random(SEED + 2);
      int hits = 0;
      for (int query = 0; query < 20; query++) {
        Embedding vector = Samples.unit(random, D);
        Recall walked = reader.nearest(Modality.IMAGE, vector, 20);
        assertThat(walked.exact()).isFalse();
        assertThat(walked.neighbours()).hasSize(20);
        hits +=
            common(
                reader.nearestExact(Modality.IMAGE, vector, 20).neighbours(), walked.neighbours());
      }
      assertThat(hits / 400.0).as("R@20, seed %s", SEED).isGreaterThan(0.95);
    }
    VerifyReport report = index.verify();
    assertThat(report.isSound()).as("%s", report).isTrue();
    assertThat(report.items()).isEqualTo(count);
  }

  private static int common(List<Neighbour> expected, List<Neighbour> found) {
    Set<Neighbour> both = new HashSet<>(expected);
    both.retainAll(new HashSet<>(found));
    return both.size();
  }

  private Path lucene() throws IOException {
    return Samples.onlyFile(folder, "segments_*").resolveSibling("");
  }

  /** As the codec wrote it then, with the manifest of an empty index. */
  private void writeEarlier() throws IOException {
    IndexFolder.at(folder).openWriter(SPEC).close();
    try (Directory directory = FSDirectory.open(lucene())) {
      Map<String, String> manifest;
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        manifest = new HashMap<>(reader.getIndexCommit().getUserData());
      }
      KnnVectorsFormat format = new Lucene99HnswVectorsFormat(16, 100);
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setCodec(
                  new Lucene104Codec() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                      return format;
                    }
                  });
      Random random = new Random(SEED);
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        for (int number = 0; number < COUNT; number++) {
          writer.addDocument(
              ItemFields.document(Samples.image(number), Samples.unit(random, D), null));
        }
        writer.setLiveCommitData(manifest.entrySet());
        writer.commit();
      }
    }
  }
}
