package dev.diptych.searcher;

/** The same where a picture has several vectors. */
final class MixOfSeveralVectorsTest extends MixSearchTest {

  @Override
  int imageVectors() {
    return 3;
  }
}
