package dev.diptych.encoders.internal.towers;

import dev.diptych.encoders.internal.checkpoint.Checkpoint;
import java.util.List;
import java.util.stream.Stream;

/**
 * A checkpoint that was read: its tensors are those that its configuration asks for.
 *
 * @param config the effective configuration
 * @param tensors all of them
 * @param warnings what was corrected or assumed, in sentences
 */
public record ReadCheckpoint<C extends Record>(
    C config, Checkpoint tensors, List<String> warnings) {

  public ReadCheckpoint {
    warnings = List.copyOf(warnings);
  }

  /**
   * {@return a checkpoint of which nothing else has to be said than what its tensors tell}
   *
   * @param assumed what was assumed of the configuration, in sentences
   */
  public static <C extends Record> ReadCheckpoint<C> of(
      C config, Checkpoint tensors, List<String> assumed) {
    return new ReadCheckpoint<>(
        config, tensors, Stream.concat(assumed.stream(), tensors.warnings().stream()).toList());
  }
}
