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
  class WordsOfSeveralVectors extends Words {
    @Override
    protected Model open() {
      WordModel model = new WordModel();
      model.imageVectors = 4;
      return model;
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
