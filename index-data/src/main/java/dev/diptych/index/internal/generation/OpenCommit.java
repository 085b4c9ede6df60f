package dev.diptych.index.internal.generation;

import dev.diptych.core.Modality;
import dev.diptych.index.IndexSummary;
import dev.diptych.index.internal.files.CommitManifest;
import dev.diptych.index.internal.files.DurableFiles;
import dev.diptych.index.internal.files.IndexLayout;
import dev.diptych.index.internal.items.FactFields;
import dev.diptych.index.internal.items.Filters;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.words.WordIndex;
import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;

/**
 * One commit, open. Counted by its Lucene reader: {@link #lease} before use, {@link #release}
 * after.
 *
 * @param generation what it is a commit of
 * @param reader Lucene's view of it
 * @param manifest what the commit says of itself
 * @param images number of images
 * @param texts number of texts
 * @param filters what passes the filters asked for
 * @param words its items by their words
 */
public record OpenCommit(
    Generation generation,
    DirectoryReader reader,
    CommitManifest manifest,
    int images,
    int texts,
    Filters filters,
    WordIndex words) {

  static OpenCommit of(Generation generation, DirectoryReader reader, CommitManifest manifest)
      throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    Filters filters = new Filters(reader);
    return new OpenCommit(
        generation,
        reader,
        manifest,
        searcher.count(new TermQuery(ItemFields.byModality(Modality.IMAGE))),
        searcher.count(new TermQuery(ItemFields.byModality(Modality.TEXT))),
        filters,
        new WordIndex(reader, filters));
  }

  int count(Modality modality) {
    return switch (modality) {
      case IMAGE -> images;
      case TEXT -> texts;
    };
  }

  /** {@return whether the lease was given; false once the view is closed} */
  public boolean lease() {
    return reader.tryIncRef();
  }

  public void release() throws IOException {
    reader.decRef();
  }

  public IndexSummary summary() throws IOException {
    IndexLayout layout = generation.layout();
    return new IndexSummary(
        layout.folder(),
        manifest.spec(),
        new IndexSummary.Format(
            Math.min(generation.pointer().formatVersion(), manifest.formatVersion()),
            generation.pointer().generationNumber(),
            generation.pointer().created()),
        images,
        texts,
        new IndexSearcher(reader).count(new TermQuery(FactFields.generated())),
        new IndexSummary.Sizes(
            DurableFiles.bytesBelow(IndexLayout.lucene(generation.folder())),
            manifest.featureBytes(),
            DurableFiles.bytesBelow(layout.thumbnails())));
  }
}
