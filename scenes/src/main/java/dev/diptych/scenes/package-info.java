/**
 * Synthetic scenes: one to three coloured shapes on a plain ground, drawn from a seed, with
 * captions whose truth can be checked. They are the demo corpus, the oracle of quality tests, and
 * what the embedded model was trained on.
 *
 * <p>{@link dev.diptych.scenes.Scene} is what is in a picture, {@link
 * dev.diptych.scenes.SceneRenderer} draws it, {@link dev.diptych.scenes.Caption} says something
 * true of it, {@link dev.diptych.scenes.NearMiss} changes it so that the words become false, {@link
 * dev.diptych.scenes.SceneEvaluation} holds sets of pictures and captions with every true pair, and
 * {@link dev.diptych.scenes.DemoCorpus} writes such pictures and captions into a folder.
 */
@NullMarked
package dev.diptych.scenes;

import org.jspecify.annotations.NullMarked;
