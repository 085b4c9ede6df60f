package dev.diptych.encoders.internal.family;

import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.WeightUse;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The models of one architecture, in a package of its own that nothing else names: how their
 * checkpoints are recognised, become bundles and run. Stateless and thread-safe.
 */
public interface Family {

  /** {@return the name in {@code bundle.json}: lower case, never changed} */
  String name();

  /** {@return version of the graphs that this build makes: a bundle of another one does not run} */
  int graphVersion();

  /**
   * {@return graphs that bundles of this version have and those compiled before may lack} These run
   * all the same, without what the graphs are for, until their checkpoint is imported again.
   */
  default Set<String> laterGraphs(List<Capability> capabilities) {
    return Set.of();
  }

  /**
   * {@return whether a folder holds a checkpoint of this family, by its configuration or, where
   * there is none, by the names of its tensors} Whether it is a good one, {@link #plan} says.
   */
  boolean recognises(CheckpointFolder folder);

  /**
   * Reads a checkpoint that was recognised.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when its contents do not fit each
   *     other, INVALID_REQUEST when a choice does not apply to this family
   */
  ImportPlan plan(CheckpointFolder folder, ImportOptions options);

  /** {@return the sizes of a bundle's towers} */
  ModelShape shape(FamilyConfig config, List<Capability> capabilities);

  /**
   * {@return the choices of an import that this family has, by what they are called, in words; none
   * of those that it refuses}
   */
  SequencedMap<String, String> choices(ImportOptions options);

  /** {@return how a bundle's numbers become an order and a probability} */
  Scoring scoring(FamilyConfig config, List<Capability> capabilities);

  /**
   * Opens a bundle for encoding. Graphs are loaded when first run.
   *
   * @param config as {@link ImportPlan#config} gave it
   * @param cores processors that inference may use, at least 1
   * @param weights how to use the bundle's weight file
   */
  Model open(Bundle bundle, FamilyConfig config, int cores, WeightUse weights);
}
