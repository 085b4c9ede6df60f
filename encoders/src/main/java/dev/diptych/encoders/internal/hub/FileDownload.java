package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.PullEvent;
import dev.diptych.encoders.internal.hub.PartFile.FileHashes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Fetches one file, going on where an earlier try stopped, and checks it against what the hub
 * announced. What another program fetched already is taken before the hub is asked. For one thread.
 *
 * <p>Resuming trusts nobody: the range that comes must start where the part ends and be of a file
 * of the announced size, and the hash of the whole decides. Entity tags count only where no hash
 * was announced: storage hosts give the same bytes another tag on each of their nodes, or none.
 */
final class FileDownload {

  private static final long REAL_PROGRESS = 1 << 20;

  private final HubConnection connection;
  private final HubSettings settings;
  private final CheckpointName name;
  private final RemoteFile file;
  private final Patience patience;
  private final Retries retries;
  private boolean ranges = true;

  /** The farthest that a try has come: to fetch the same bytes once more is no progress. */
  private long farthest;

  private boolean cleanRetry;

  FileDownload(HubConnection connection, Patience patience, CheckpointName name, RemoteFile file) {
    this.connection = connection;
    this.settings = patience.settings();
    this.patience = patience;
    this.name = name;
    this.file = file;
    this.retries = patience.retries(file.name());
  }

  /**
   * Fetches what is missing and moves the whole file into the folder.
   *
   * @param folder where the part grows and the whole file will be
   * @param progress told the bytes of this file that are here
   * @return its hashes
   * @throws DiptychException INVALID_CHECKPOINT when it is not what the hub announced, UNAVAILABLE
   *     when it cannot be fetched, IO when the disk refuses
   */
  FileHashes fetch(Path folder, LongConsumer progress) {
    if (!PartFile.isWhole(folder, file)) {
      Optional<FileHashes> taken = fromCache(folder, progress);
      if (taken.isPresent()) {
        return taken.get();
      }
    }
    while (true) {
      FileHashes hashes;
      PartFile part = PartFile.open(folder, file);
      try (part) {
        progress.accept(part.length());
        farthest = Math.max(farthest, part.length());
        while (part.length() < file.bytes()) {
          retries.call(() -> step(part, progress));
        }
        hashes = part.finish();
        if (!isAnnounced(hashes)) {
          boolean pieced = part.isPieced();
          part.restart();
          if (pieced && !cleanRetry) {
            cleanRetry = true;
            ranges = false;
            continue;
          }
          throw differs(hashes);
        }
      }
      part.moveTo(folder.resolve(file.name()));
      return hashes;
    }
  }

  /** {@return whether these are the hashes of the announced file} */
  boolean isAnnounced(FileHashes hashes) {
    return switch (file.proof()) {
      case SHA256 -> hashes.sha256().equals(file.sha256());
      case GIT_BLOB -> hashes.blob().equals(file.blob());
      case SIZE -> true;
    };
  }

  /** Takes the file from what another program fetched, where that is the announced one. */
  private Optional<FileHashes> fromCache(Path folder, LongConsumer progress) {
    for (Path copy : settings.cache().copies(name, file)) {
      try {
        patience.tell(new PullEvent.Found(file.name(), copy));
        Optional<FileHashes> taken =
            LocalCopy.take(copy, folder, file, this::isAnnounced, progress);
        if (taken.isPresent()) {
          return taken;
        }
      } catch (IOException e) {
        // It cannot be read, or not be copied; the hub has it, and its copy meets the same disk.
        progress.accept(0);
      }
      patience.tell(new PullEvent.CopyUnfit(file.name(), copy));
    }
    return Optional.empty();
  }

  private DiptychException differs(FileHashes hashes) {
    boolean large = file.proof() == RemoteFile.Proof.SHA256;
    return changed(
        "the hub announces %s %s, but what it sent has %s"
            .formatted(
                large ? "SHA-256" : "git hash",
                large ? file.sha256() : file.blob(),
                large ? hashes.sha256() : hashes.blob()));
  }

  private DiptychException changed(String what) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s of %s at commit %s: %s; nothing of it was kept; try again later, or another mirror (DIPTYCH_HUB)"
            .formatted(file.name(), name.id(), file.commit(), what));
  }

  /** One request. {@return how many bytes are here now} */
  private long step(PartFile part, LongConsumer progress) throws IOException, InterruptedException {
    if (!ranges && part.length() > 0) {
      part.restart();
    }
    try (HubAnswer answer = connection.get(HubApi.filePath(name, file), headers(part))) {
      long end = accept(answer, part);
      part.begin(tagOf(answer));
      copy(answer, part, end, progress);
    } finally {
      if (part.length() - farthest >= REAL_PROGRESS) {
        farthest = part.length();
        retries.progressed();
      }
    }
    return part.length();
  }

  /** A strong entity tag, where nothing better than a tag tells two contents apart. */
  private String tagOf(HubAnswer answer) {
    String tag = answer.header("ETag");
    return file.proof() == RemoteFile.Proof.SIZE && tag.startsWith("\"") ? tag : "";
  }

  private Map<String, String> headers(PartFile part) {
    Map<String, String> headers = new HashMap<>();
    if (part.length() > 0) {
      headers.put("Range", "bytes=%s-".formatted(part.length()));
      if (!part.tag().isEmpty() && file.proof() == RemoteFile.Proof.SIZE) {
        headers.put("If-Range", part.tag());
      }
    }
    return headers;
  }

  /**
   * Checks status and headers against what was asked for and announced.
   *
   * @return where the body ends in the file
   */
  private long accept(HubAnswer answer, PartFile part) throws IOException {
    checkHub(answer);
    String encoding = answer.header("Content-Encoding");
    return switch (answer.status()) {
      case 200 -> {
        requirePlain(encoding);
        part.restart();
        String length = answer.header("Content-Length");
        if (!length.isEmpty() && !length.equals(Long.toString(file.bytes()))) {
          throw changed("the hub announces %s bytes, but sends %s".formatted(file.bytes(), length));
        }
        yield file.bytes();
      }
      case 206 -> {
        requirePlain(encoding);
        yield acceptRange(answer, part);
      }
      case 416 -> {
        ranges = false;
        throw new IOException(
            "%s has no bytes from %s on".formatted(answer.uri().getHost(), part.length()));
      }
      default -> throw refused(answer);
    };
  }

  private long acceptRange(HubAnswer answer, PartFile part) throws IOException {
    ContentRange range = ContentRange.parse(answer.header("Content-Range"));
    if (range == null || part.length() == 0 || !range.continues(part.length())) {
      ranges = false;
      throw new IOException(
          "%s was asked for the bytes from %s on, but sends \"%s\""
              .formatted(answer.uri().getHost(), part.length(), answer.header("Content-Range")));
    }
    if (range.total() >= 0 && range.total() != file.bytes()) {
      part.restart();
      throw changed(
          "the hub announces %s bytes, but now has %s".formatted(file.bytes(), range.total()));
    }
    String tag = tagOf(answer);
    if (!part.tag().isEmpty() && !tag.isEmpty() && !tag.equals(part.tag())) {
      part.restart();
      throw new IOException("the file changed between two parts of it");
    }
    return Math.min(range.end() + 1, file.bytes());
  }

  private void requirePlain(String encoding) {
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "%s comes packed as %s, which was not asked for; something between here and the hub changes it: check the proxy (https_proxy) or set a mirror with DIPTYCH_HUB"
              .formatted(file.name(), encoding));
    }
  }

  /** Compares what the hub itself says of the file with what it said when it was listed. */
  private void checkHub(HubAnswer answer) {
    String commit = answer.hubHeader("X-Repo-Commit");
    String size = answer.hubHeader("X-Linked-Size");
    String hash = answer.hubHeader("X-Linked-ETag").replace("\"", "");
    if (!commit.isEmpty() && !commit.equals(file.commit())) {
      throw changed("the hub answers from commit " + commit);
    }
    if (size.matches("[0-9]{1,18}") && Long.parseLong(size) != file.bytes()) {
      throw changed("the hub announced %s bytes, and now %s".formatted(file.bytes(), size));
    }
    if (file.sha256() != null && hash.matches("[0-9a-f]{64}") && !hash.equals(file.sha256())) {
      throw changed("the hub announced SHA-256 %s, and now %s".formatted(file.sha256(), hash));
    }
  }

  private IOException refused(HubAnswer answer) {
    int status = answer.status();
    // Elsewhere 401 to 404 mean that the redirect's signature ran out; the hub gives a new one.
    if (HubFailure.isPassing(status) || (!answer.sameHost() && status >= 400)) {
      return HubFailure.of(answer, settings.clock());
    }
    throw HubRefusal.of(answer).error(name, file.name(), settings);
  }

  private void copy(HubAnswer answer, PartFile part, long end, LongConsumer progress)
      throws IOException, InterruptedException {
    for (ByteBuffer bytes = answer.body().next(); bytes != null; bytes = answer.body().next()) {
      if (bytes.remaining() > end - part.length()) {
        part.restart();
        throw changed("the hub sends more than the %s bytes it announced".formatted(end));
      }
      part.append(bytes);
      progress.accept(part.length());
    }
    if (part.length() < end) {
      throw new IOException(
          "%s ended after %s of %s bytes".formatted(answer.uri().getHost(), part.length(), end));
    }
  }
}
