package dev.diptych.encoders.internal.family;

import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;

/**
 * What a family makes of one checkpoint folder: tensors found to be those it expects, and how they
 * become a bundle. Valid until the folder is closed.
 */
public interface ImportPlan {

  /** {@return the tensors, by canonical name} */
  Checkpoint tensors();

  /** {@return the effective configuration, as {@code bundle.json} keeps it for the family} */
  FamilyConfig config();

  /** {@return what the bundle will be able to do, in the order of the enum} */
  List<Capability> capabilities();

  /** {@return what was corrected or assumed, in sentences} */
  List<String> warnings();

  /**
   * {@return what besides weights, companions and precision makes the model what it is, in a fixed
   * order: choices and configuration, as text} Goes into the fingerprint.
   */
  SequencedMap<String, String> identity();

  /**
   * {@return the files that the bundle takes along, tokenizer and preprocessing, once they were
   * found to be usable}
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when one is missing or does not
   *     fit
   */
  Companions companions() throws IOException;

  /**
   * Writes all graphs beside one file of weights. The same checkpoint gives the same bytes.
   *
   * @param folder an empty folder
   */
  void compile(Precision precision, Path folder) throws IOException;

  /**
   * Runs compiled graphs on reference inputs.
   *
   * @param folder where {@link #compile} wrote to, as F32
   * @return how far each output that the reference holds is from it
   * @throws dev.diptych.core.DiptychException INVALID_REFERENCE when the reference does not fit
   */
  List<Comparison> compare(Path folder, GoldenFile golden, int cores);
}
