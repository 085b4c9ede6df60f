package dev.diptych.index;

import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.index.internal.items.ItemFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index from before words were kept. */
class EarlierWordsTest {

  private static final IndexSpec SPEC =
      new IndexSpec(model(1), "vectors-only", Samples.DIMENSION, 0, 0, FeatureFormat.NONE);
  private static final List<String> WORD_FIELDS =
      List.of(
          "words",
          "words_stem",
          "words_folder",
          "words_rules",
          "file_stem",
          "word_spelling",
          "caption_spelling",
          "tag_spelling",
          "folder_spelling");

  private static final Item PICTURE = Samples.image(1);
  private static final Item TEXT = Samples.text(2, "a red circle");

  @TempDir Path folder;

  @Test
  void recall_inAnEarlierIndex_findsNothingUntilItsItemsAreWrittenAgain() throws IOException {
    writeEarlier();
    assertThat(recall()).isEqualTo(new WordRecall(List.of(), List.of("circle"), true, false));

    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      writer.addCopy(TEXT, TEXT.id());
      writer.commit();
    }
    assertThat(recall().complete()).as("the picture is still as it was").isFalse();
    assertThat(recall().matches()).hasSize(1);

    try (ItemWriter writer = IndexFolder.at(folder).openWriter(SPEC)) {
      writer.addCopy(PICTURE, PICTURE.id());
      writer.commit();
    }
    assertThat(recall().complete()).isTrue();
    assertThat(recall().matches().getFirst().id()).isEqualTo(PICTURE.id());
  }

  private WordRecall recall() {
    try (TestReader reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)));
        IndexView view = reader.reader().view()) {
      assertThat(view.completions(Completion.Kind.TAG, "x", 1)).isEmpty();
      return view.recall(WordRequest.of(Modality.IMAGE, "circle", 9));
    }
  }

  private void writeEarlier() throws IOException {
    IndexFolder.at(folder).openWriter(SPEC).close();
    Path lucene = Samples.onlyFile(folder, "segments_*").resolveSibling("");
    try (Directory directory = FSDirectory.open(lucene)) {
      Map<String, String> manifest;
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        manifest = new HashMap<>(reader.getIndexCommit().getUserData());
      }
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
        for (Item item : List.of(PICTURE, TEXT)) {
          Document document = ItemFields.document(item, vector(1), null);
          WORD_FIELDS.forEach(document::removeFields);
          writer.addDocument(document);
        }
        writer.setLiveCommitData(manifest.entrySet());
        writer.commit();
      }
    }
  }
}
