package dev.diptych.testkit.contracts;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.HashingModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

class LuceneItemReaderTest extends ItemReaderContract {

  @TempDir Path folder;

  /** {@return what the index is made for} */
  IndexSpec wanted() {
    return HashingModel.spec();
  }

  @Override
  protected Store newStore() {
    IndexFolder index = IndexFolder.at(folder);
    ItemWriter writer = index.openWriter(wanted());
    return new Store() {
      @Override
      public IndexSpec spec() {
        return writer.spec();
      }

      @Override
      public void put(Item item, Embedding vector, @Nullable PatchFeatures features) {
        writer.add(item, vector, features);
      }

      @Override
      public void remove(ItemId id) {
        writer.remove(id);
      }

      @Override
      public void commit() {
        writer.commit();
      }

      @Override
      public ItemReader reader() {
        return index.openReader(spec().model());
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }
}
