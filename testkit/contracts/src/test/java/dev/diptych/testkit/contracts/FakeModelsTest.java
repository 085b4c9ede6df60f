package dev.diptych.testkit.contracts;

import dev.diptych.encoders.Model;
import dev.diptych.testkit.fakes.HashingModel;
import dev.diptych.testkit.fakes.WordModel;
import org.junit.jupiter.api.Nested;

/** The fakes keep what they stand for. */
class FakeModelsTest {

  @Nested
  class Hashing extends ModelContract {
    @Override
    protected Model open() {
      return new HashingModel();
    }
  }

  @Nested
  class Words extends ModelContract {
    @Override
    protected Model open() {
      return new WordModel();
    }

    @Override
    protected boolean explains(Model model) {
      return false;
    }
  }
}
