package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.Scoring;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.internal.family.CalibratedScoring;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.FamilyConfig;
import dev.diptych.encoders.internal.family.KnownFamilies;
import dev.diptych.encoders.internal.json.JsonFile;
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
 * @param family whose architecture it is; format 1, of the time when there was one alone, leaves it
 *     out
 * @param graphs version of the graphs
 * @param name what people call it
 * @param fingerprint 64 hexadecimal digits
 * @param options what was chosen when it was imported
 * @param capabilities what it can do
 * @param scoring how its numbers are read; format 1 leaves it out
 * @param config the effective configuration, which its family reads
 * @param warnings what the importer corrected or assumed
 * @param files every other file with its size and SHA-256
 */
public record BundleManifest(
    int format,
    @Nullable String family,
    int graphs,
    String name,
    String fingerprint,
    ImportOptions options,
    List<Capability> capabilities,
    @Nullable String scoring,
    FamilyConfig config,
    List<String> warnings,
    SortedMap<String, BundleFile> files) {

  static final String FILE = "bundle.json";
  static final int FORMAT = 2;

  /** Has neither family nor scoring; else the same. */
  private static final int FIRST_FORMAT = 1;

  /** The one there was in the time of the first format. */
  private static final String FIRST_FAMILY = "blip";

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
          JsonFile.read(JSON, Files.readAllBytes(folder.resolve(FILE)), BundleManifest.class);
      if (manifest.format() != FORMAT && manifest.format() != FIRST_FORMAT) {
        throw damaged(
            folder,
            "is of format %s, this version reads %s and %s"
                .formatted(manifest.format(), FIRST_FORMAT, FORMAT),
            null);
      }
      if ((manifest.format() == FIRST_FORMAT) != (manifest.family() == null)
          || (manifest.family() == null) != (manifest.scoring() == null)) {
        throw damaged(
            folder,
            "says that it is of format %s, but does not name family and scoring as that one does"
                .formatted(manifest.format()),
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

  /** {@return whether its graphs are of the version that this build runs} */
  boolean isRunnable(KnownFamilies families) {
    return families
        .named(familyName())
        .map(known -> known.graphVersion() == graphs && readsAsItSays(known))
        .orElse(false);
  }

  /** {@return whether it has every graph that this build would give it} */
  boolean hasAllGraphs(KnownFamilies families) {
    return families
        .named(familyName())
        .map(
            known ->
                known.laterGraphs(capabilities).stream()
                    .allMatch(graph -> files.containsKey(graph + ".onnx")))
        .orElse(true);
  }

  private String familyName() {
    return family == null ? FIRST_FAMILY : family;
  }

  private boolean readsAsItSays(Family known) {
    return scoring == null || scoring.equals(known.scoring(config, capabilities).label());
  }

  /**
   * {@return the family of this bundle}
   *
   * @throws DiptychException INVALID_CHECKPOINT when this build does not have it
   */
  public Family family(Path folder, KnownFamilies families) {
    return families
        .named(familyName())
        .orElseThrow(
            () ->
                damaged(
                    folder,
                    "is of the family \"%s\", which this version does not know"
                        .formatted(familyName()),
                    null));
  }

  /**
   * {@return this manifest as the public type}
   *
   * @throws DiptychException INVALID_CHECKPOINT when its family is unknown, or cannot read it
   */
  public Bundle toBundle(Path folder, KnownFamilies families) {
    Family known = family(folder, families);
    ModelFingerprint identity = new ModelFingerprint(fingerprint);
    try {
      Scoring plain = known.scoring(config, capabilities);
      return new Bundle(
          name,
          identity,
          folder,
          known.name(),
          capabilities,
          known.shape(config, capabilities),
          CalibrationFile.read(folder, name, identity)
              .<Scoring>map(fitted -> new CalibratedScoring(plain, fitted))
              .orElse(plain),
          warnings,
          options);
    } catch (JacksonException e) {
      throw damaged(folder, "has a configuration in " + FILE + " that cannot be read", e);
    }
  }
}
