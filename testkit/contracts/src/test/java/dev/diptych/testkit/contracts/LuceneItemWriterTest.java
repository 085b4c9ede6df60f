package dev.diptych.testkit.contracts;

import dev.diptych.index.IndexFolder;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.HashingModel;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LuceneItemWriterTest extends ItemWriterContract {

  @TempDir Path folder;

  @Override
  protected ItemWriter open() {
    return IndexFolder.at(folder).openWriter(HashingModel.spec());
  }
}
