package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.PullEvent;
import dev.diptych.encoders.PulledCheckpoint;
import dev.diptych.encoders.internal.bundle.FileDigest;
import dev.diptych.encoders.internal.hub.PartFile.FileHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Brings one checkpoint to this machine: {@code DOWNLOADS/OWNER/REVISION/REPO}, which is there
 * whole or not at all. Files grow in a hidden folder beside it; that one survives a crash and is
 * gone on with.
 */
public final class CheckpointDownload {

  private final HubSettings settings;
  private final CheckpointName name;
  private final Consumer<PullEvent> listener;
  private final Path parent;
  private final Path target;
  private final GrowingFolder growing;
  private final ChangeCheck changes;

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
    this.growing = new GrowingFolder(parent.resolve(growingName(name.repository())), target);
    this.changes = new ChangeCheck(name, target);
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
              .formatted(name, parent, IoReason.withFile(e)),
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
    Patience patience = new Patience(settings, listener);
    try (HubConnection connection = new HubConnection(settings, listener)) {
      CheckpointPlan plan = plan(connection, patience);
      source.ifPresent(before -> changes.check(before, plan));
      listener.accept(
          new PullEvent.Resolved(
              name.id(),
              plan.commit(),
              plan.files().stream().map(RemoteFile::name).toList(),
              plan.weights().revision(),
              plan.bytes()));
      return result(fetch(connection, patience, plan, source));
    }
  }

  /**
   * What the hub lists now. What another program fetched is enough where the revision is a commit,
   * where the network is forbidden, and where the hub cannot be reached.
   */
  private CheckpointPlan plan(HubConnection connection, Patience patience) {
    Optional<CheckpointPlan> kept = settings.cache().plan(name);
    if (kept.isPresent() && name.isPinned()) {
      return kept.get();
    }
    if (!settings.offline().isEmpty()) {
      listener.accept(new PullEvent.NotAsked(settings.offline() + " forbids it"));
      return kept.orElseThrow(this::notHere);
    }
    if (kept.isEmpty()) {
      return new CheckpointPlanner(new HubApi(connection, patience)).plan(name);
    }
    try {
      Patience once = new Patience(settings.withOneAttempt(), listener);
      return new CheckpointPlanner(new HubApi(connection, once)).plan(name);
    } catch (DiptychException e) {
      if (e.code() != ErrorCode.UNAVAILABLE || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      listener.accept(new PullEvent.NotAsked(String.valueOf(e.getMessage())));
      return kept.get();
    }
  }

  private DiptychException notHere() {
    Optional<Path> copy = settings.cache().snapshot(name);
    String advice =
        copy.isPresent()
            ? "%s holds files of it, but not all, or none that could be checked by a hash; unset %s and pull again, or import them as they are: diptych model import %s"
                .formatted(copy.get(), variable(), copy.get())
            : "unset %s and pull again, or copy its files here and run: diptych model import DIR"
                .formatted(variable());
    return new DiptychException(
        ErrorCode.UNAVAILABLE,
        "%s is not on this machine, and %s forbids to fetch it; %s"
            .formatted(name, settings.offline(), advice));
  }

  private String variable() {
    return settings.offline().replaceFirst("=.*", "");
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
    if (!settings.offline().isEmpty()) {
      listener.accept(new PullEvent.NotAsked(settings.offline() + " forbids it"));
      return;
    }
    HubSettings once = settings.withOneAttempt();
    try (HubConnection connection = new HubConnection(once, listener)) {
      HubApi api = new HubApi(connection, new Patience(once, listener));
      Set<String> revisions = new HashSet<>();
      source.files().forEach(entry -> revisions.add(entry.revision()));
      for (String revision : revisions) {
        api.listingIfAny(name.at(revision)).ifPresent(listing -> changes.check(source, listing));
      }
    } catch (DiptychException e) {
      if (e.code() != ErrorCode.UNAVAILABLE || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      listener.accept(new PullEvent.NotAsked(String.valueOf(e.getMessage())));
    }
  }

  private SourceRecord fetch(
      HubConnection connection,
      Patience patience,
      CheckpointPlan plan,
      Optional<SourceRecord> before)
      throws IOException {
    growing.open(plan);
    growing.requireSpace(plan, settings);
    List<SourceRecord.Entry> entries = new ArrayList<>();
    long done = 0;
    for (RemoteFile file : plan.files()) {
      long earlier = done;
      FileHashes hashes =
          new FileDownload(connection, patience, name, file)
              .fetch(
                  growing.path(),
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
        Files.delete(growing.path().resolve(file.name()));
        throw changes.changed(old.get(), "SHA-256 " + hashes.sha256(), file.commit());
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
    growing.publish(source);
    return source;
  }
}
