package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.bundle.TemporaryFolder;
import dev.diptych.encoders.internal.check.GoldenFile;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.ImportPlan;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Imports a checkpoint for the moment and holds its outputs against a reference file: the proof
 * that an unusual checkpoint was read right.
 *
 * <p>The reference is a JSON object. Inputs: {@code pixel_values} [B,3,S,S], {@code input_ids} and
 * {@code attention_mask} [B,T], {@code prompt_ids} and {@code prompt_mask} [B,T]. Outputs, compared
 * where present: {@code vision} [B,P,W], {@code itc} [images,texts], {@code itm_cls} and {@code
 * itm_enc} [B,2] for picture i with text i, {@code itm_enc_all} [images,texts,2], {@code logits}
 * [B,T,V], {@code generations} (a list of {@code image}, {@code prompt_ids}, {@code num_beams},
 * {@code max_length}, {@code min_length}, {@code length_penalty}, {@code ids}).
 */
public final class ModelCheck {

  /** Largest absolute difference that other kernels may make to numbers around 1. */
  public static final double DEFAULT_TOLERANCE = 2e-5;

  private ModelCheck() {}

  /**
   * Compares a checkpoint folder with a reference file. No tokenizer files are needed.
   *
   * @param checkpoint a folder with {@code config.json} and {@code model.safetensors}
   * @param golden the reference file
   * @throws DiptychException INVALID_CHECKPOINT when the folder cannot be imported or a weight is
   *     not finite, INVALID_REQUEST when the reference does not fit it
   */
  public static CheckReport check(Path checkpoint, Path golden) {
    try (CheckpointFolder folder = CheckpointFolder.open(checkpoint);
        TemporaryFolder graphs = TemporaryFolder.create()) {
      ImportPlan plan = Families.ALL.of(folder).plan(folder, ImportOptions.DEFAULT);
      plan.tensors().canonicalTensors().keySet().forEach(plan.tensors()::checkedFloats);
      plan.compile(Precision.F32, graphs.path());
      return new CheckReport(
          plan.warnings(),
          plan.compare(
              graphs.path(), GoldenFile.read(golden), Runtime.getRuntime().availableProcessors()));
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot compile %s: %s; is the disk full?".formatted(checkpoint, IoReason.withFile(e)),
          e);
    }
  }
}
