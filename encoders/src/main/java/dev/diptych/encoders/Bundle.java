package dev.diptych.encoders;

import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.internal.runtime.GraphMatchEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A checkpoint compiled for serving: graphs, weights and tokenizer in one folder, made once and
 * named by fingerprint.
 *
 * @param name what people call it: the checkpoint folder's name, or {@code scenes-blip}
 * @param fingerprint SHA-256 over weights, configuration, preprocessing and precision
 * @param folder where it lies
 * @param family whose architecture it is: {@code blip}, {@code clip}, {@code albef}
 * @param capabilities what it can do, in the order of the enum
 * @param shape the sizes of its towers
 * @param scoring how its numbers become an order and a probability
 * @param warnings what the importer corrected or assumed, in sentences
 * @param options what was chosen when it was imported
 */
public record Bundle(
    String name,
    ModelFingerprint fingerprint,
    Path folder,
    String family,
    List<Capability> capabilities,
    ModelShape shape,
    Scoring scoring,
    List<String> warnings,
    ImportOptions options) {

  /** The name of the model that ships inside Diptych. */
  public static final String EMBEDDED = "scenes-blip";

  public Bundle {
    capabilities = List.copyOf(capabilities);
    warnings = List.copyOf(warnings);
  }

  /** {@return the arithmetic of its encoders} */
  public Precision precision() {
    return options.precision();
  }

  /** {@return the name without what the precision adds to it, the same for all of a checkpoint} */
  public String checkpointName() {
    String suffix = precision().suffix();
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }

  /** {@return whether its second stage reads tokens that were merged to a budget} */
  public boolean readsMergedTokens() {
    return Files.exists(
        folder.resolve(GraphMatchEncoder.IMAGES + GraphMatchEncoder.MERGED + ".onnx"));
  }

  /** {@return whether this is the model that ships inside and understands coloured shapes only} */
  public boolean isEmbedded() {
    return isNameOfEmbedded(name);
  }

  /** {@return whether this names the model that ships inside, in any precision} */
  public static boolean isNameOfEmbedded(String name) {
    return Arrays.stream(Precision.values())
        .anyMatch(precision -> name.equals(EMBEDDED + precision.suffix()));
  }

  /** What a bundle can do. */
  public enum Capability {
    /** Embeddings of pictures and texts. */
    ITC,
    /** Match scores of pairs. */
    ITM,
    /** Captions. */
    CAPTION
  }
}
