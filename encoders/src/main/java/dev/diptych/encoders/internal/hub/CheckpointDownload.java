package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.PullEvent;
import dev.diptych.encoders.PulledCheckpoint;
import dev.diptych.encoders.internal.bundle.FileDigest;
import dev.diptych.encoders.internal.bundle.TemporaryFolder;
import dev.diptych.encoders.internal.hub.PartFile.FileHashes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings one checkpoint to this machine: {@code DOWNLOADS/OWNER/REVISION/REPO}, which is there
 * whole or not at all. Files grow in a hidden folder beside it; that one survives a crash and is
 * gone on with.
 */
public final class CheckpointDownload {

  private static final long SPARE_BYTES = 64L << 20;

  private final HubSettings settings;
  private final CheckpointName name;
  private final Consumer<PullEvent> listener;
  private final Path parent;
  private final Path target;
  private final Path growing;

  /**
   * @param downloads the folder of all downloads; made when missing
   */
  public CheckpointDownload(
      HubSettings settings, Path downloads, CheckpointName name, Consumer<PullEvent> listener) {
    this.settings = settings;
    this.name = name;
    this.listener = listener;
    this.parent = downloads.resolve(name.owner()).resolve(HubApi.encoded(name.revision()));
    this.target = parent.resolve(name.repository());
    this.growing = parent.resolve(growingName(name.repository()));
  }

  /** {@return the folder in which a repository's files grow, beside the final one} */
  static String growingName(String repository) {
    return "." + repository + ".part";
  }

  /**
   * Fetches what is not here yet.
   *
   * @throws DiptychException as {@code ModelHub.pull} says
   */
  public PulledCheckpoint run() {
    try {
      Files.createDirectories(parent);
      Path lock = parent.resolve("." + name.repository() + ".lock");
      try (PullLock _ = PullLock.take(lock, () -> listener.accept(new PullEvent.Waiting(target)))) {
        return runAlone();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DiptychException(
          ErrorCode.UNAVAILABLE, "interrupted while another pull of " + name + " ran", e);
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.IO,
          "cannot keep %s in %s: %s; is the disk full or write-protected?"
              .formatted(name, parent, e),
          e);
    }
  }

  private PulledCheckpoint runAlone() throws IOException {
    Optional<SourceRecord> source = SourceRecord.read(target);
    if (source.isPresent() && isWhole(source.get())) {
      if (!name.isPinned()) {
        askForChanges(source.get());
      }
      return result(source.get());
    }
    try (HubConnection connection = new HubConnection(settings)) {
      HubApi api = new HubApi(connection, settings, listener);
      CheckpointPlan plan = new CheckpointPlanner(api).plan(name);
      if (source.isPresent()) {
        refuseChange(source.get(), plan);
      }
      listener.accept(
          new PullEvent.Resolved(
              name.id(),
              plan.commit(),
              plan.files().stream().map(RemoteFile::name).toList(),
              plan.weights().revision(),
              plan.bytes()));
      return result(fetch(connection, plan, source));
    }
  }

  private PulledCheckpoint result(SourceRecord source) {
    return new PulledCheckpoint(
        target,
        source.repository(),
        source.revision(),
        source.commit(),
        source.weights().name(),
        source.weights().revision());
  }

  /** Whether every recorded file is here with its recorded hash; reads all of it. */
  private boolean isWhole(SourceRecord source) throws IOException {
    for (SourceRecord.Entry entry : source.files()) {
      Path file = target.resolve(entry.name());
      if (!Files.isRegularFile(file)
          || Files.size(file) != entry.bytes()
          || !FileDigest.sha256(file).equals(entry.sha256())) {
        return false;
      }
    }
    return !source.files().isEmpty();
  }

  /** Asks the hub once whether it still announces what is here; without an answer all stays. */
  private void askForChanges(SourceRecord source) {
    HubSettings once = settings.withOneAttempt();
    try (HubConnection connection = new HubConnection(once)) {
      HubApi api = new HubApi(connection, once, listener);
      Set<String> revisions = new HashSet<>();
      source.files().forEach(entry -> revisions.add(entry.revision()));
      for (String revision : revisions) {
        Optional<RepositoryListing> listing = api.listingIfAny(name.at(revision));
        if (listing.isPresent()) {
          refuseChange(source, listing.get());
        }
      }
    } catch (DiptychException e) {
      if (e.code() != ErrorCode.UNAVAILABLE || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      listener.accept(new PullEvent.NotAsked(String.valueOf(e.getMessage())));
    }
  }

  private void refuseChange(SourceRecord source, RepositoryListing listing) {
    for (SourceRecord.Entry entry : source.files()) {
      if (entry.revision().equals(listing.revision())) {
        Optional<RemoteFile> now = listing.file(entry.name());
        if (now.isPresent() && !entry.isStill(now.get())) {
          throw changed(entry, describe(now.get()), listing.commit());
        }
      }
    }
  }

  private void refuseChange(SourceRecord source, CheckpointPlan plan) {
    for (RemoteFile file : plan.files()) {
      Optional<SourceRecord.Entry> entry = source.entry(file.name());
      if (entry.isPresent() && !entry.get().isStill(file)) {
        throw changed(entry.get(), describe(file), file.commit());
      }
    }
  }

  private static String describe(RemoteFile file) {
    return switch (file.proof()) {
      case SHA256 -> "SHA-256 " + file.sha256();
      case GIT_BLOB -> "git hash " + file.blob();
      case SIZE -> file.bytes() + " bytes";
    };
  }

  private DiptychException changed(SourceRecord.Entry entry, String now, String commit) {
    String before =
        now.startsWith("git hash ")
            ? "git hash " + entry.gitBlob()
            : "SHA-256 %s (%s bytes)".formatted(entry.sha256(), entry.bytes());
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s of %s changed on the hub: it had %s at commit %s when it was fetched, and has %s at commit %s. Nothing here was changed; to take the new one as well: diptych model pull %s@%s; to replace the old one, delete %s first"
            .formatted(
                entry.name(),
                name,
                before,
                entry.commit(),
                now,
                commit,
                name.id(),
                commit,
                target));
  }

  private SourceRecord fetch(
      HubConnection connection, CheckpointPlan plan, Optional<SourceRecord> before)
      throws IOException {
    Files.createDirectories(growing);
    sweep(plan);
    requireSpace(plan);
    List<SourceRecord.Entry> entries = new ArrayList<>();
    long done = 0;
    for (RemoteFile file : plan.files()) {
      long earlier = done;
      FileHashes hashes =
          new FileDownload(connection, settings, listener, name, file)
              .fetch(
                  growing,
                  here ->
                      listener.accept(
                          new PullEvent.Advanced(file.name(), earlier + here, plan.bytes())));
      SourceRecord.Entry entry =
          new SourceRecord.Entry(
              file.name(),
              file.revision(),
              file.commit(),
              file.bytes(),
              hashes.sha256(),
              hashes.blob(),
              file.proof());
      Optional<SourceRecord.Entry> old = before.flatMap(source -> source.entry(file.name()));
      if (old.isPresent() && !old.get().sha256().equals(hashes.sha256())) {
        Files.delete(growing.resolve(file.name()));
        throw changed(old.get(), "SHA-256 " + hashes.sha256(), file.commit());
      }
      entries.add(entry);
      done += file.bytes();
    }
    SourceRecord source =
        new SourceRecord(
            SourceRecord.FORMAT,
            settings.base().toString(),
            name.id(),
            name.revision(),
            plan.commit(),
            entries);
    publish(source);
    return source;
  }

  /**
   * Deletes what belongs to another plan. Files that are whole already become parts again, so that
   * they are checked like any other.
   */
  private void sweep(CheckpointPlan plan) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (RemoteFile file : plan.files()) {
      String part = PartFile.nameOf(file);
      wanted.add(part);
      wanted.add(part + ".tag");
      Path whole = growing.resolve(file.name());
      if (Files.isRegularFile(whole)) {
        Files.move(whole, growing.resolve(part), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (Stream<Path> all = Files.list(growing)) {
      for (Path each : all.toList()) {
        if (!wanted.contains(String.valueOf(each.getFileName()))) {
          TemporaryFolder.delete(each);
        }
      }
    }
  }

  private void requireSpace(CheckpointPlan plan) throws IOException {
    long here = 0;
    for (RemoteFile file : plan.files()) {
      Path part = growing.resolve(PartFile.nameOf(file));
      here += Files.exists(part) ? Math.min(Files.size(part), file.bytes()) : 0;
    }
    long needed = plan.bytes() - here + SPARE_BYTES;
    long free = settings.freeSpace().at(growing);
    if (free < needed) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "%s needs %s MiB more in %s, but %s MiB are free; free some, or choose another place with DIPTYCH_HOME"
              .formatted(name, needed >> 20, parent, free >> 20));
    }
  }

  private void publish(SourceRecord source) throws IOException {
    Path record = growing.resolve(SourceRecord.FILE);
    Files.write(record, source.toJson());
    sync(record, StandardOpenOption.WRITE);
    syncFolder(growing);
    TemporaryFolder.delete(target); // found incomplete above
    try {
      Files.move(growing, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "the file system cannot rename folders atomically; choose another with DIPTYCH_HOME", e);
    }
    syncFolder(parent);
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  /** Brings renames to the disk, where the system lets folders be opened for that. */
  private static void syncFolder(Path folder) {
    try {
      sync(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows does not; there the file system journals renames itself.
      return;
    }
  }
}
