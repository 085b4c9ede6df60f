package dev.diptych.encoders;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.diptych.core.Calibration;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.internal.bundle.BundleBuilder;
import dev.diptych.encoders.internal.bundle.BundleFolder;
import dev.diptych.encoders.internal.bundle.BundleManifest;
import dev.diptych.encoders.internal.bundle.BundleVerification;
import dev.diptych.encoders.internal.bundle.CalibrationFile;
import dev.diptych.encoders.internal.bundle.LossFile;
import dev.diptych.encoders.internal.bundle.TemporaryFolder;
import dev.diptych.encoders.internal.grounding.GroundingFile;
import dev.diptych.encoders.internal.pair.PairedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The models of one machine: a folder of bundles. Importing is atomic and safe among threads and
 * processes; a crash leaves no half bundle. Nothing here uses the network.
 */
public final class ModelStore {

  private static final List<String> EMBEDDED_FILES =
      List.of(
          "config.json",
          "model.safetensors",
          "preprocessor_config.json",
          "tokenizer_config.json",
          "vocab.txt");

  private final Path folder;

  private ModelStore(Path folder) {
    this.folder = folder;
  }

  /**
   * A store in a folder, which is made with the first import.
   *
   * @param folder the folder of all bundles
   */
  public static ModelStore at(Path folder) {
    return new ModelStore(folder.toAbsolutePath());
  }

  /**
   * Imports a checkpoint in the Hugging Face layout: {@code config.json}, {@code
   * model.safetensors}, {@code vocab.txt} or {@code tokenizer.json}, {@code
   * preprocessor_config.json}. One that was imported before is found again by its fingerprint,
   * whatever its folder is called now; reading the weights once is all that costs.
   *
   * @return the bundle, named after the folder
   * @throws DiptychException INVALID_CHECKPOINT when something does not fit, naming it, the rule
   *     and the fix
   */
  public Bundle importCheckpoint(Path checkpoint) {
    return importCheckpoint(checkpoint, ImportOptions.DEFAULT);
  }

  /**
   * Imports a checkpoint as {@link #importCheckpoint(Path)} does, with choices of one's own.
   *
   * @param options become part of the model and of its fingerprint
   */
  public Bundle importCheckpoint(Path checkpoint, ImportOptions options) {
    return new BundleBuilder(folder, Families.ALL)
        .build(checkpoint, nameOf(checkpoint) + options.precision().suffix(), options);
  }

  private static String nameOf(Path checkpoint) {
    Path last = checkpoint.toAbsolutePath().normalize().getFileName();
    String name =
        last == null
            ? "model"
            : last.toString().replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[.-]+", "");
    // Only the model that ships inside goes by its name.
    return name.isEmpty() ? "model" : Bundle.isNameOfEmbedded(name) ? name + "-imported" : name;
  }

  /**
   * {@return the model that ships inside, imported with the first call} It understands coloured
   * shapes and nothing else.
   */
  public Bundle embedded() {
    return embedded(Precision.F32);
  }

  /** {@return the model that ships inside in this precision, imported with the first call} */
  public Bundle embedded(Precision precision) {
    // Found by name of its contents, without unpacking and hashing it at every start.
    String fingerprint = embeddedFingerprint(precision);
    Optional<Bundle> present =
        list().stream()
            .filter(bundle -> bundle.fingerprint().hex().equals(fingerprint))
            .findFirst();
    if (present.filter(bundle -> BundleBuilder.isUpToDate(bundle, Families.ALL)).isPresent()) {
      return present.get();
    }
    try {
      return importEmbedded(precision);
    } catch (DiptychException e) {
      return present.orElseThrow(() -> e); // a store that may only be read serves what it holds
    }
  }

  private static String embeddedFingerprint(Precision precision) {
    String name = "%s/fingerprint-%s".formatted(Bundle.EMBEDDED, precision.label());
    try (InputStream resource = ModelStore.class.getResourceAsStream(name)) {
      return resource == null ? "" : new String(resource.readAllBytes(), US_ASCII).strip();
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO, "cannot read this build of Diptych: %s".formatted(IoReason.withFile(e)), e);
    }
  }

  private Bundle importEmbedded(Precision precision) {
    try (TemporaryFolder checkpoint = TemporaryFolder.create()) {
      for (String file : EMBEDDED_FILES) {
        try (InputStream resource =
            ModelStore.class.getResourceAsStream(Bundle.EMBEDDED + "/" + file)) {
          if (resource == null) {
            throw new DiptychException(
                ErrorCode.INTERNAL, "this build of Diptych lacks its embedded model's " + file);
          }
          Files.copy(resource, checkpoint.path().resolve(file));
        }
      }
      return new BundleBuilder(folder, Families.ALL)
          .build(
              checkpoint.path(),
              Bundle.EMBEDDED + precision.suffix(),
              ImportOptions.DEFAULT.with(precision));
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot unpack the embedded model: %s; the folder for temporary files, %s, must exist and have room"
              .formatted(IoReason.withFile(e), System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  /** {@return the bundles of this store, by name} */
  public List<Bundle> list() {
    return new BundleFolder(folder, Families.ALL).list();
  }

  /**
   * The bundle of this name, or with a fingerprint that starts like this.
   *
   * @param nameOrFingerprint a name, or at least 8 digits of a fingerprint
   * @throws DiptychException NOT_FOUND when there is none, INVALID_REQUEST when there are several
   */
  public Bundle find(String nameOrFingerprint) {
    for (Precision precision : Precision.values()) {
      if (nameOrFingerprint.equals(Bundle.EMBEDDED + precision.suffix())) {
        return embedded(precision);
      }
    }
    return pick(nameOrFingerprint, list());
  }

  /**
   * The bundle of this name or fingerprint as in {@link #find}, even one whose files are damaged:
   * to be verified or removed, not to be loaded.
   */
  public Bundle findDamagedToo(String nameOrFingerprint) {
    return pick(nameOrFingerprint, new BundleFolder(folder, Families.ALL).listDamagedToo());
  }

  private static Bundle pick(String nameOrFingerprint, List<Bundle> all) {
    List<Bundle> found =
        all.stream()
            .filter(
                bundle ->
                    bundle.name().equals(nameOrFingerprint)
                        || (nameOrFingerprint.length() >= 8
                            && bundle.fingerprint().hex().startsWith(nameOrFingerprint)))
            .toList();
    if (found.isEmpty()) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "there is no model \"%s\"; there are %s; fetch one with: diptych model pull NAME, or import one with: diptych model import DIR"
              .formatted(nameOrFingerprint, all.stream().map(Bundle::name).toList()));
    }
    if (found.size() > 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "there are %s models \"%s\"; name one by its fingerprint: %s"
              .formatted(
                  found.size(),
                  nameOrFingerprint,
                  found.stream().map(bundle -> bundle.fingerprint().shortForm()).toList()));
    }
    return found.getFirst();
  }

  /**
   * {@return what was chosen when a bundle was imported, in words: the choices that its family has,
   * by what they are called}
   */
  public SequencedMap<String, String> choices(Bundle bundle) {
    return Families.ALL
        .named(bundle.family())
        .map(family -> family.choices(bundle.options()))
        .orElseGet(LinkedHashMap::new);
  }

  /** {@return what is known of where a model looks; {@link Grounding#NONE} where nothing is} */
  public Grounding grounding(Bundle bundle) {
    return GroundingFile.read(bundle);
  }

  /**
   * Keeps where a model looks, in place of what was known before. Models that are loaded from now
   * on explain by it.
   *
   * @throws DiptychException IO when the disk refuses
   */
  public void recordGrounding(Bundle bundle, Grounding grounding) {
    GroundingFile.write(bundle.folder(), grounding);
  }

  /** {@return what a bundle was found to lose by its precision, if that was measured} */
  public Optional<PrecisionLoss> loss(Bundle bundle) {
    return LossFile.read(bundle);
  }

  /**
   * Keeps what a bundle was found to lose, in place of an earlier finding.
   *
   * @throws DiptychException IO when the disk refuses
   */
  public void recordLoss(Bundle bundle, PrecisionLoss loss) {
    LossFile.write(bundle, loss);
  }

  /**
   * Keeps how a bundle's numbers become probabilities, in place of an earlier calibration. Models
   * that are loaded from then on use it.
   *
   * @throws DiptychException INVALID_REQUEST when it was fitted on another model, IO when the disk
   *     refuses
   */
  public void recordCalibration(Bundle bundle, Calibration calibration) {
    if (!calibration.model().equals(bundle.fingerprint())) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a calibration belongs to the model that it was fitted on, %s, but the model is %s (%s); fit one on this model"
              .formatted(
                  calibration.model().shortForm(),
                  bundle.name(),
                  bundle.fingerprint().shortForm()));
    }
    CalibrationFile.write(bundle, calibration);
  }

  /**
   * Compares every file of a bundle with the size and the SHA-256 it had when it was built. Reads
   * all of it once.
   *
   * @throws DiptychException INVALID_CHECKPOINT when its manifest cannot be read
   */
  public BundleCheck verify(Bundle bundle) {
    return BundleVerification.check(bundle);
  }

  /**
   * Deletes a bundle. Indexes that were made with it open again once the same checkpoint is
   * imported again. A model that has it loaded may fail from then on.
   *
   * @throws DiptychException NOT_FOUND when it is not in this store
   */
  public void remove(Bundle bundle) {
    new BundleFolder(folder, Families.ALL).remove(bundle);
  }

  /**
   * Opens a bundle for encoding, on all processors, its weights mapped. Graphs are loaded when
   * first run.
   */
  public Model load(Bundle bundle) {
    return load(bundle, WeightUse.MAPPED);
  }

  /** Opens a bundle for encoding, on all processors. Graphs are loaded when first run. */
  public Model load(Bundle bundle, WeightUse weights) {
    return open(bundle, Runtime.getRuntime().availableProcessors(), weights);
  }

  /**
   * Opens a bundle for encoding, its weights mapped.
   *
   * @param cores processors that inference may use, at least 1
   */
  public Model load(Bundle bundle, int cores) {
    return open(bundle, cores, WeightUse.MAPPED);
  }

  /**
   * Opens two bundles as one model: vectors of the first, patch features and match scores of the
   * second. A picture passes both.
   *
   * @throws DiptychException INVALID_REQUEST when the first cannot recall or the second not rerank
   */
  public Model load(Bundle retriever, Bundle reranker, WeightUse weights) {
    require(retriever, Capability.ITC, "recall", "a retriever");
    require(reranker, Capability.ITM, "rerank", "a reranker");
    if (retriever.fingerprint().equals(reranker.fingerprint())) {
      return load(retriever, weights);
    }
    Model first = load(retriever, weights);
    boolean opened = false;
    try {
      Model both = new PairedModel(first, load(reranker, weights));
      opened = true;
      return both;
    } finally {
      if (!opened) {
        first.close();
      }
    }
  }

  private static void require(Bundle bundle, Capability capability, String what, String role) {
    if (!bundle.capabilities().contains(capability)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s must be able to %s, but the model %s cannot; choose another, see: diptych model list"
              .formatted(role, what, bundle.name()));
    }
  }

  private static Model open(Bundle bundle, int cores, WeightUse weights) {
    BundleManifest manifest = BundleManifest.read(bundle.folder());
    Bundle whole = manifest.toBundle(bundle.folder(), Families.ALL);
    return manifest
        .family(bundle.folder(), Families.ALL)
        .open(whole, manifest.config(), cores, weights);
  }
}
