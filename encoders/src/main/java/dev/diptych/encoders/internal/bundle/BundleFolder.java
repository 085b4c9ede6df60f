package dev.diptych.encoders.internal.bundle;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.internal.family.KnownFamilies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bundles that lie in a store. */
public final class BundleFolder {

  private static final Logger LOG = LoggerFactory.getLogger(BundleFolder.class);

  private final Path store;
  private final KnownFamilies families;

  /**
   * @param store the folder of all bundles; may be missing, which is an empty store
   * @param families that bundles may be of
   */
  public BundleFolder(Path store, KnownFamilies families) {
    this.store = store;
    this.families = families;
  }

  /**
   * {@return all whole bundles that this version can run, by name; damaged ones are left out with a
   * warning in the log}
   */
  public List<Bundle> list() {
    return list(this::add);
  }

  /** {@return all bundles with a readable manifest, by name; their files may be damaged} */
  public List<Bundle> listDamagedToo() {
    return list(this::addDamagedToo);
  }

  private List<Bundle> list(BiConsumer<Path, List<Bundle>> add) {
    if (!Files.isDirectory(store)) {
      return List.of();
    }
    List<Bundle> bundles = new ArrayList<>();
    try (Stream<Path> folders = Files.list(store)) {
      folders
          .filter(folder -> !String.valueOf(folder.getFileName()).startsWith("."))
          .filter(folder -> Files.exists(folder.resolve(BundleManifest.FILE)))
          .forEach(folder -> add.accept(folder, bundles));
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot list the models in %s: %s".formatted(store, IoReason.withFile(e)),
          e);
    }
    bundles.sort(
        Comparator.comparing(Bundle::name).thenComparing(bundle -> bundle.fingerprint().hex()));
    return bundles;
  }

  private void addDamagedToo(Path folder, List<Bundle> bundles) {
    try {
      bundles.add(BundleManifest.parse(folder).toBundle(folder, families));
    } catch (DiptychException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /**
   * Deletes a bundle of this store: at once for whoever lists it, whatever happens afterwards.
   *
   * @throws DiptychException NOT_FOUND when it is not there, IO when the disk refuses
   */
  public void remove(Bundle bundle) {
    Path folder = bundle.folder();
    if (!store.equals(folder.getParent()) || !Files.isDirectory(folder)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "the model %s is not in %s; see: diptych model list".formatted(bundle.name(), store));
    }
    try (StoreLock lock = StoreLock.take(store)) {
      lock.sweep();
      Files.move(
          folder,
          store.resolve(StoreLock.HIDDEN + ProcessHandle.current().pid()),
          StandardCopyOption.ATOMIC_MOVE);
      lock.sweep();
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot remove the model %s at %s: %s; is it in use, or write-protected?"
              .formatted(bundle.name(), folder, IoReason.withFile(e)),
          e);
    }
  }

  private void add(Path folder, List<Bundle> bundles) {
    try {
      BundleManifest manifest = BundleManifest.read(folder);
      if (manifest.isRunnable(families)) {
        bundles.add(manifest.toBundle(folder, families));
      } else {
        LOG.warn("{} was compiled by another version; import its checkpoint again", folder);
      }
    } catch (DiptychException e) {
      LOG.warn("{}", e.getMessage());
    }
  }
}
