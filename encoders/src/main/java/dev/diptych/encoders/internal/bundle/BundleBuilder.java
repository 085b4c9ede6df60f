package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.internal.checkpoint.CheckpointFolder;
import dev.diptych.encoders.internal.family.Family;
import dev.diptych.encoders.internal.family.ImportPlan;
import dev.diptych.encoders.internal.family.KnownFamilies;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Builds bundles in a store. A bundle grows in a hidden folder and is renamed into place when all
 * of it is on disk, so that a crash leaves none or a whole one; what a crash did leave is swept
 * away by the next build. One build at a time, among threads and among processes.
 */
public final class BundleBuilder {

  private final Path store;
  private final KnownFamilies families;

  /**
   * @param store the folder of all bundles; made when missing
   * @param families whose checkpoints become bundles
   */
  public BundleBuilder(Path store, KnownFamilies families) {
    this.store = store;
    this.families = families;
  }

  /**
   * The bundle of a checkpoint folder: the one there already is, or a new one.
   *
   * @param name what people shall call it
   * @param options choices that are part of the bundle
   * @throws DiptychException INVALID_CHECKPOINT when the folder cannot be imported, IO when the
   *     disk refuses
   */
  public Bundle build(Path checkpointFolder, String name, ImportOptions options) {
    try (CheckpointFolder folder = CheckpointFolder.open(checkpointFolder)) {
      Family family = families.of(folder);
      ImportPlan plan = family.plan(folder, options);
      SequencedMap<String, Optional<byte[]>> companions = plan.companions().files();
      ModelFingerprint fingerprint = FingerprintDigest.of(plan, options.precision(), companions);
      return publish(new Draft(family, plan, name, options, fingerprint, companions));
    } catch (InternalError e) {
      // What the JVM makes of a mapped page that cannot be read: a file was cut, or the disk
      // failed.
      throw new DiptychException(
          ErrorCode.IO,
          "the weights in %s cannot be read to their end; fetch them again, and check the disk if that does not help"
              .formatted(checkpointFolder),
          e);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot build the model bundle %s in %s: %s; is the disk full or write-protected? DIPTYCH_HOME names another place"
              .formatted(name, store, IoReason.withFile(e)),
          e);
    }
  }

  /** A bundle that is to be built. */
  private record Draft(
      Family family,
      ImportPlan plan,
      String name,
      ImportOptions options,
      ModelFingerprint fingerprint,
      SequencedMap<String, Optional<byte[]>> companions) {}

  private Bundle publish(Draft draft) throws IOException {
    // Asked before the lock, so that a store that may only be read serves what it holds.
    Optional<Bundle> present = existing(draft.fingerprint());
    if (present.isPresent()) {
      return present.get();
    }
    Files.createDirectories(store);
    try (StoreLock lock = StoreLock.take(store)) {
      lock.sweep();
      // Another process may have built it while this one waited.
      Optional<Bundle> builtMeanwhile = existing(draft.fingerprint());
      if (builtMeanwhile.isPresent()) {
        return builtMeanwhile.get();
      }
      Path building =
          Files.createDirectory(store.resolve(StoreLock.HIDDEN + ProcessHandle.current().pid()));
      write(draft, building);
      Path target = store.resolve(draft.name() + "-" + draft.fingerprint().shortForm());
      TemporaryFolder.delete(target); // what lies there did not open as a bundle
      move(building, target);
      return BundleManifest.read(target).toBundle(target, families);
    }
  }

  private Optional<Bundle> existing(ModelFingerprint fingerprint) {
    return new BundleFolder(store, families)
        .list().stream()
            .filter(bundle -> bundle.fingerprint().equals(fingerprint))
            .filter(bundle -> isUpToDate(bundle, families))
            .findFirst();
  }

  /** {@return whether a bundle has every graph that this build would give it} */
  public static boolean isUpToDate(Bundle bundle, KnownFamilies families) {
    return BundleManifest.parse(bundle.folder()).hasAllGraphs(families);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "the file system cannot rename folders atomically; choose another with DIPTYCH_HOME", e);
    }
  }

  private static void write(Draft draft, Path building) throws IOException {
    ImportPlan plan = draft.plan();
    plan.compile(draft.options().precision(), building);
    for (Map.Entry<String, Optional<byte[]>> companion : draft.companions().entrySet()) {
      if (companion.getValue().isPresent()) {
        writeDurably(building.resolve(companion.getKey()), companion.getValue().get());
      }
    }
    SortedMap<String, BundleFile> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(building)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), BundleFile.of(file));
      }
    }
    BundleManifest manifest =
        new BundleManifest(
            BundleManifest.FORMAT,
            draft.family().name(),
            draft.family().graphVersion(),
            draft.name(),
            draft.fingerprint().hex(),
            draft.options(),
            plan.capabilities(),
            draft.family().scoring(plan.config(), plan.capabilities()).label(),
            plan.config(),
            plan.warnings(),
            files);
    writeDurably(building.resolve(BundleManifest.FILE), manifest.toJson());
  }

  private static void writeDurably(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
