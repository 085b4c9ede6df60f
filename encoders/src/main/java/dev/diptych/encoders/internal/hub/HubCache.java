package dev.diptych.encoders.internal.hub;

import dev.diptych.encoders.internal.bundle.FileDigest;
import dev.diptych.encoders.internal.hub.PartFile.FileHashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Hugging Face's tools have fetched, in the layout that they share:
 *
 * <pre>
 * models--OWNER--REPO/refs/main                  the commit that a revision stood for
 * models--OWNER--REPO/snapshots/COMMIT/FILE      a link to ../../blobs/HASH
 * models--OWNER--REPO/blobs/HASH                 the bytes, by SHA-256 or git's SHA-1
 * </pre>
 *
 * Where links cannot be made, as on Windows, a snapshot holds the files themselves; such a copy is
 * known by its hash only where a blob of that name is there too, or where the hub announces it.
 * Nothing here is ever written, and nothing is trusted: a name is what the bytes are held against.
 */
public final class HubCache {

  /** No folder at all. */
  public static final HubCache NONE = new HubCache(null);

  private final @Nullable Path root;

  /**
   * @param root the folder of all repositories, {@code ~/.cache/huggingface/hub}; null for none
   */
  public HubCache(@Nullable Path root) {
    this.root = root;
  }

  /**
   * {@return copies that may be a file, the likeliest first; to be checked by whoever takes one}
   */
  List<Path> copies(CheckpointName name, RemoteFile file) {
    Optional<Path> folder = folder(name);
    if (folder.isEmpty() || file.proof() == RemoteFile.Proof.SIZE) {
      return List.of();
    }
    String hash = String.valueOf(file.sha256() == null ? file.blob() : file.sha256());
    List<Path> copies = new ArrayList<>();
    copies.add(folder.get().resolve("blobs").resolve(hash));
    if (copies.stream().noneMatch(copy -> isOfSize(copy, file.bytes()))) {
      for (Path snapshot : below(folder.get().resolve("snapshots"))) {
        copies.add(snapshot.resolve(file.name()));
      }
    }
    return copies.stream().filter(copy -> isOfSize(copy, file.bytes())).toList();
  }

  private static boolean isOfSize(Path file, long bytes) {
    try {
      return Files.isRegularFile(file) && Files.size(file) == bytes;
    } catch (IOException e) {
      return false; // no copy that could be read
    }
  }

  /** {@return the snapshot of a checkpoint, where there is one, whatever it holds} */
  Optional<Path> snapshot(CheckpointName name) {
    return folder(name)
        .flatMap(
            folder ->
                commit(folder, name)
                    .map(commit -> folder.resolve("snapshots").resolve(commit))
                    .filter(Files::isDirectory));
  }

  /**
   * {@return the files of a checkpoint at the commit that its revision stood for when it was
   * fetched, each with the hash it has to have; empty where there is no such checkpoint, or no hash
   * to hold a file against}
   */
  Optional<CheckpointPlan> plan(CheckpointName name) {
    Optional<Path> snapshot = snapshot(name);
    if (snapshot.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<RemoteFile> weights = weights(name, snapshot.get());
      List<RemoteFile> files = new ArrayList<>();
      for (String companion : CheckpointPlanner.companions(weights)) {
        if (Files.isRegularFile(snapshot.get().resolve(companion))) {
          files.add(announced(snapshot.get(), companion, name.revision()));
        }
      }
      files.addAll(weights);
      boolean known = files.stream().allMatch(f -> f.proof() != RemoteFile.Proof.SIZE);
      boolean whole =
          !weights.isEmpty()
              && CheckpointPlanner.lacking(files.stream().map(RemoteFile::name).toList()).isEmpty();
      return known && whole
          ? Optional.of(new CheckpointPlan(name, nameOf(snapshot.get()), files))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // what cannot be read is not here
    }
  }

  /** As {@link CheckpointPlanner} has it, save that what the revision holds itself comes first. */
  private List<RemoteFile> weights(CheckpointName name, Path snapshot) throws IOException {
    for (WeightFiles kind : CheckpointPlanner.kinds(filesOf(snapshot))) {
      List<RemoteFile> found = weights(kind, snapshot, name.revision());
      if (!found.isEmpty()) {
        return found;
      }
    }
    if (name.revision().equals(CheckpointName.MAIN)) {
      for (String branch : conversions(name)) {
        Optional<Path> converted = snapshot(name.at(branch));
        if (converted.isPresent()) {
          List<RemoteFile> found = weights(WeightFiles.SAFETENSORS, converted.get(), branch);
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
    }
    return List.of();
  }

  private List<RemoteFile> weights(WeightFiles kind, Path snapshot, String revision)
      throws IOException {
    List<RemoteFile> files = new ArrayList<>();
    for (String name : kind.of(filesOf(snapshot)).orElse(List.of())) {
      files.add(announced(snapshot, name, revision));
    }
    return files;
  }

  private static List<String> filesOf(Path snapshot) throws IOException {
    try (Stream<Path> all = Files.list(snapshot)) {
      return all.filter(Files::isRegularFile).map(HubCache::nameOf).toList();
    }
  }

  private List<String> conversions(CheckpointName name) {
    Path requests = folder(name).orElseThrow().resolve("refs").resolve("refs").resolve("pr");
    try (Stream<Path> all = Files.list(requests)) {
      return all.map(HubCache::nameOf)
          .filter(number -> number.matches("[0-9]{1,9}"))
          .sorted(Comparator.comparingInt(Integer::parseInt))
          .map(number -> "refs/pr/" + number)
          .toList();
    } catch (IOException e) {
      return List.of(); // none was fetched
    }
  }

  /** The name of the blob that a file is linked to, or else equal to, is what it has to hash to. */
  private static RemoteFile announced(Path snapshot, String name, String revision)
      throws IOException {
    Path file = snapshot.resolve(name);
    String blob = nameOf(file.toRealPath());
    if (!blob.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      FileHashes hashes = hashes(file);
      Path blobs = snapshot.resolve("..").resolve("..").resolve("blobs");
      blob =
          Stream.of(hashes.sha256(), hashes.blob())
              .filter(hash -> Files.exists(blobs.resolve(hash)))
              .findFirst()
              .orElse("");
    }
    return new RemoteFile(
        name,
        revision,
        nameOf(snapshot),
        Files.size(file),
        blob.length() == 64 ? blob : null,
        blob.length() == 40 ? blob : null);
  }

  private static FileHashes hashes(Path file) throws IOException {
    MessageDigest sha256 = FileDigest.sha256();
    MessageDigest git = FileDigest.named("SHA-1");
    git.update(("blob " + Files.size(file) + '\0').getBytes(StandardCharsets.US_ASCII));
    FileDigest.addAll(file, sha256, git);
    return new FileHashes(
        HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(git.digest()));
  }

  private static Optional<String> commit(Path folder, CheckpointName name) {
    if (name.isPinned()) {
      return Optional.of(name.revision());
    }
    try {
      String commit = Files.readString(folder.resolve("refs").resolve(name.revision())).strip();
      return commit.matches("[0-9a-f]{40}") ? Optional.of(commit) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // what cannot be read is not here
    }
  }

  private Optional<Path> folder(CheckpointName name) {
    return Optional.ofNullable(root)
        .map(path -> path.resolve("models--" + name.owner() + "--" + name.repository()))
        .filter(Files::isDirectory);
  }

  private static Iterable<Path> below(Path folder) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isDirectory)) {
      TreeSet<Path> folders = new TreeSet<>();
      all.forEach(folders::add);
      return folders;
    } catch (IOException e) {
      return List.of(); // nothing here
    }
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }
}
