package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.internal.checkpoint.BlipConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a bundle says of itself, in {@code bundle.json}.
 *
 * @param format version of this file
 * @param graphs version of the graphs
 * @param name what people call it
 * @param fingerprint 64 hexadecimal digits
 * @param options what was chosen when it was imported
 * @param capabilities what it can do
 * @param config the effective configuration
 * @param warnings what the importer corrected or assumed
 * @param files every other file with its size and SHA-256
 */
public record BundleManifest(
    int format,
    int graphs,
    String name,
    String fingerprint,
    ImportOptions options,
    List<Capability> capabilities,
    BlipConfig config,
    List<String> warnings,
    SortedMap<String, BundleFile> files) {

  static final String FILE = "bundle.json";
  static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public BundleManifest {
    capabilities = List.copyOf(capabilities);
    warnings = List.copyOf(warnings);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  byte[] toJson() {
    return JSON.writeValueAsBytes(this);
  }

  /**
   * Reads the manifest of a bundle and checks that all its files are there in full, by their sizes.
   *
   * @throws DiptychException INVALID_CHECKPOINT when something is missing, damaged or of another
   *     version
   */
  public static BundleManifest read(Path folder) {
    BundleManifest manifest = parse(folder);
    try {
      for (Map.Entry<String, BundleFile> file : manifest.files().entrySet()) {
        Path path = folder.resolve(file.getKey());
        if (!Files.isRegularFile(path) || Files.size(path) != file.getValue().bytes()) {
          throw damaged(folder, "lacks %s, or part of it".formatted(file.getKey()), null);
        }
      }
      return manifest;
    } catch (IOException e) {
      throw damaged(folder, "cannot be read", e);
    }
  }

  /**
   * Reads the manifest of a bundle, whatever its files are like.
   *
   * @throws DiptychException INVALID_CHECKPOINT when it is missing, damaged or of another version
   */
  static BundleManifest parse(Path folder) {
    try {
      BundleManifest manifest =
          JSON.readValue(Files.readAllBytes(folder.resolve(FILE)), BundleManifest.class);
      if (manifest.format() != FORMAT) {
        throw damaged(
            folder,
            "is of format %s, this version reads %s".formatted(manifest.format(), FORMAT),
            null);
      }
      for (String file : manifest.files().keySet()) {
        if (!file.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
          throw damaged(folder, "names the file \"%s\", which no bundle has".formatted(file), null);
        }
      }
      return manifest;
    } catch (IOException | JacksonException e) {
      throw damaged(folder, "has no readable " + FILE, e);
    }
  }

  private static DiptychException damaged(Path folder, String what, @Nullable Exception cause) {
    String message =
        "the model bundle %s %s; remove the folder and import the checkpoint again"
            .formatted(folder, what);
    return cause == null
        ? new DiptychException(ErrorCode.INVALID_CHECKPOINT, message)
        : new DiptychException(ErrorCode.INVALID_CHECKPOINT, message, cause);
  }

  /** {@return this manifest as the public type} */
  public Bundle toBundle(Path folder) {
    BlipConfig.VisionConfig vision = config.vision();
    BlipConfig.TextConfig text = config.text();
    return new Bundle(
        name,
        new ModelFingerprint(fingerprint),
        folder,
        capabilities,
        new ModelShape(
            vision.imageSize(),
            vision.patchSize(),
            vision.patches(),
            vision.hidden(),
            vision.layers(),
            text.hidden(),
            text.layers(),
            text.positions(),
            text.vocabulary(),
            capabilities.contains(Capability.ITC) ? config.joint() : 0),
        warnings,
        options);
  }
}
