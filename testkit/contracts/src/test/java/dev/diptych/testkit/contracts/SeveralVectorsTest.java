package dev.diptych.testkit.contracts;

import dev.diptych.index.IndexSpec;
import dev.diptych.testkit.fakes.HashingModel;
import org.junit.jupiter.api.Nested;

/** The same of indexes whose pictures have several vectors. */
class SeveralVectorsTest {

  private static final int VECTORS = 4;

  @Nested
  class Lucene extends LuceneItemReaderTest {
    @Override
    IndexSpec wanted() {
      return HashingModel.spec().withImageVectors(VECTORS);
    }
  }

  @Nested
  class Memory extends MemoryReaderTest {
    @Override
    int imageVectors() {
      return VECTORS;
    }
  }
}
