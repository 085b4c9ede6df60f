package dev.diptych.testkit.contracts;

import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.WeightUse;
import dev.diptych.testkit.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** One model of each family, and two put together. */
class ModelsTest {

  @TempDir Path folder;

  private ModelStore store() {
    return ModelStore.at(folder.resolve("models"));
  }

  @Nested
  class Blip extends ModelContract {
    @Override
    protected Model open() {
      return store().load(store().embedded());
    }
  }

  @Nested
  class Clip extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.clip(folder)));
    }
  }

  @Nested
  class Albef extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.albef(folder)));
    }
  }

  @Nested
  class Siglip extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.siglip(folder)));
    }
  }

  @Nested
  class Coca extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.coca(folder)));
    }
  }

  @Nested
  class Beit3 extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.beit3(folder)));
    }
  }

  @Nested
  class Blip2 extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.blip2(folder)));
    }

    /** Nothing was found out about where its queries look. */
    @Override
    protected boolean explains(Model model) {
      return false;
    }
  }

  @Nested
  class Edje extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.edje(folder)));
    }

    /** What is stored of a picture are no places in it. */
    @Override
    protected boolean explains(Model model) {
      return false;
    }
  }

  @Nested
  class ImageBind extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.imageBind(folder)));
    }
  }

  @Nested
  class Vlmo extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store().load(store().importCheckpoint(Checkpoints.vlmoWithPairs(folder)));
    }

    /** Patches see words from the first layer on: no layer looks from one at the other alone. */
    @Override
    protected boolean explains(Model model) {
      return false;
    }
  }

  @Nested
  class Pair extends ModelContract {
    @Override
    protected Model open() throws IOException {
      return store()
          .load(
              store().importCheckpoint(Checkpoints.clip(folder)),
              store().embedded(),
              WeightUse.MAPPED);
    }
  }
}
