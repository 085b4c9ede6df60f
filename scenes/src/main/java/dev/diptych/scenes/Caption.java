package dev.diptych.scenes;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A sentence about a scene and what it claims.
 *
 * @param text the words, lower case
 * @param meaning what they claim
 */
public record Caption(String text, Meaning meaning) {

  /**
   * Writes a caption that is true of a scene.
   *
   * @param random source of all choices; equal states give equal captions
   * @param scene what is described
   * @param full true names every object with colour and shape; false may leave out an object, a
   *     colour or a shape
   */
  public static Caption of(RandomGenerator random, Scene scene, boolean full) {
    return new CaptionWriter(random, full).write(scene);
  }

  /**
   * {@return a sentence with what it claims; empty where it is none that captions are made of, so
   * that nobody can say whether it is true}
   */
  public static Optional<Caption> read(String sentence) {
    return CaptionReader.read(sentence).map(meaning -> new Caption(sentence, meaning));
  }

  /** {@return whether the claim holds of the scene} */
  public boolean isTrueOf(Scene scene) {
    return meaning.isTrueOf(scene);
  }
}
