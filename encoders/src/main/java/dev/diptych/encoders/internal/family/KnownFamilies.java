package dev.diptych.encoders.internal.family;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All families that this build has. Immutable. */
public final class KnownFamilies {

  private static final int LONGEST_NAME = 80;

  private final List<Family> families;

  /**
   * @param families the first one that recognises a checkpoint gets it
   */
  public KnownFamilies(List<Family> families) {
    this.families = List.copyOf(families);
  }

  /** {@return the family of this name in {@code bundle.json}} */
  public Optional<Family> named(String name) {
    return families.stream().filter(family -> family.name().equals(name)).findFirst();
  }

  /**
   * {@return the family that a checkpoint is of}
   *
   * @throws DiptychException INVALID_CHECKPOINT when no family recognises it
   */
  public Family of(CheckpointFolder folder) {
    return families.stream()
        .filter(family -> family.recognises(folder))
        .findFirst()
        .orElseThrow(() -> unknown(folder));
  }

  private DiptychException unknown(CheckpointFolder folder) {
    String what =
        folder
            .config()
            .map(KnownFamilies::described)
            .orElseGet(() -> folder.tensors().name() + " has tensors of none of them");
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s holds no checkpoint that can be imported: %s; models of the families %s can be; choose one of these"
            .formatted(
                folder.path(),
                what,
                families.stream().map(Family::name).sorted().collect(Collectors.joining(", "))));
  }

  private static String described(ConfigSection config) {
    String type = config.text("model_type", "");
    String architecture = config.architecture();
    return "config.json says model_type \"%s\" and the architecture \"%s\""
        .formatted(clip(type), clip(architecture));
  }

  private static String clip(String name) {
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
  }
}
