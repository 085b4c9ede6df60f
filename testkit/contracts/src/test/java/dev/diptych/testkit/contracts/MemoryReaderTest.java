package dev.diptych.testkit.contracts;

import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.PatchFeatures;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemReader;
import dev.diptych.testkit.fakes.MemoryReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

class MemoryReaderTest extends ItemReaderContract {

  /** {@return how many vectors a picture has} */
  int imageVectors() {
    return 1;
  }

  @Override
  protected Store newStore() {
    MemoryReader reader = new MemoryReader();
    reader.imageVectors = imageVectors();
    List<Runnable> uncommitted = new ArrayList<>();
    return new Store() {
      @Override
      public IndexSpec spec() {
        return reader.spec();
      }

      @Override
      public void put(Item item, Embedding vector, @Nullable PatchFeatures features) {
        uncommitted.add(() -> reader.put(item, vector, features));
      }

      @Override
      public void remove(ItemId id) {
        uncommitted.add(() -> reader.remove(id));
      }

      @Override
      public void commit() {
        uncommitted.forEach(Runnable::run);
        uncommitted.clear();
      }

      @Override
      public ItemReader reader() {
        reader.refresh();
        return reader;
      }

      @Override
      public void close() {}
    };
  }
}
