package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.internal.text.BareSentencePieces;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which files make a checkpoint: configuration, preprocessing and tokenizer at the
 * revision; the weights as {@code model.safetensors} from there, else from a branch that holds them
 * converted, else {@code pytorch_model.bin}; each in one file, or in parts with an index. Where
 * there is none of these, open_clip's weights with its own configuration.
 *
 * <p>Anyone may open a pull request, so a conversion counts only when it comes from the hub's own
 * conversion account. Mirrors do not tell authors; there any pull request with the file counts, and
 * nothing but the weights is taken from it.
 */
final class CheckpointPlanner {

  private static final String CONFIG = "config.json";
  private static final String OPEN_CLIP_CONFIG = "open_clip_config.json";

  /** What a checkpoint has besides its weights. */
  private static final List<String> COMPANIONS =
      List.of(
          CONFIG,
          "merges.txt",
          "preprocessor_config.json",
          "processor_config.json",
          "special_tokens_map.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "vocab.json",
          "vocab.txt");

  private static final String CONVERSION_ACCOUNT = "SFconvertbot";
  private static final int MOST_BRANCHES = 16;
  private static final long LARGEST_COMPANION = 64L << 20;

  private final HubApi api;

  CheckpointPlanner(HubApi api) {
    this.api = api;
  }

  /**
   * Asks the hub.
   *
   * @throws DiptychException NOT_FOUND when it has no such checkpoint, INVALID_CHECKPOINT when what
   *     it has cannot be imported
   */
  CheckpointPlan plan(CheckpointName name) {
    RepositoryListing listing = api.listing(name);
    lacking(listing.files().keySet())
        .ifPresent(
            what -> {
              throw new DiptychException(
                  ErrorCode.INVALID_CHECKPOINT,
                  "%s has no %s, so it is no checkpoint that can be imported; it has %s"
                      .formatted(name, what, someOf(listing)));
            });
    List<RemoteFile> weights = weights(listing, name);
    List<RemoteFile> files = new ArrayList<>();
    for (String companion : companions(weights)) {
      listing.file(companion).ifPresent(file -> files.add(api.completed(name, file)));
    }
    weights.forEach(file -> files.add(api.completed(name, file)));
    files.forEach(file -> check(file, name));
    return new CheckpointPlan(name, listing.commit(), files);
  }

  /** {@return the names of what a checkpoint has besides these weights} */
  static List<String> companions(List<RemoteFile> weights) {
    boolean openClip =
        weights.stream()
            .anyMatch(
                file ->
                    WeightFiles.OPEN_CLIP.stream()
                        .anyMatch(kind -> kind.single().equals(file.name())));
    return openClip
        ? Stream.concat(Stream.of(OPEN_CLIP_CONFIG), COMPANIONS.stream()).toList()
        : COMPANIONS;
  }

  /** {@return what a checkpoint needs besides its weights and does not have} */
  static Optional<String> lacking(Collection<String> names) {
    if (kinds(names).isEmpty()) {
      return Optional.of(CONFIG);
    }
    boolean tokenizer =
        names.contains("vocab.txt")
            || names.contains("tokenizer.json")
            || (names.contains("vocab.json") && names.contains("merges.txt"));
    return tokenizer
        ? Optional.empty()
        : Optional.of(
            "vocab.txt, tokenizer.json or vocab.json with merges.txt"
                + BareSentencePieces.among(names).map(why -> " (%s)".formatted(why)).orElse(""));
  }

  /** {@return the weights that the configurations among some files can be of, best first} */
  static List<WeightFiles> kinds(Collection<String> names) {
    List<WeightFiles> kinds = new ArrayList<>();
    if (names.contains(CONFIG)) {
      kinds.addAll(WeightFiles.OWN);
    }
    if (names.contains(OPEN_CLIP_CONFIG)) {
      kinds.addAll(WeightFiles.OPEN_CLIP);
    }
    return kinds;
  }

  private List<RemoteFile> weights(RepositoryListing listing, CheckpointName name) {
    for (WeightFiles kind : kinds(listing.files().keySet())) {
      Optional<List<RemoteFile>> found = weights(kind, listing, name);
      if (found.isEmpty()
          && kind == WeightFiles.SAFETENSORS
          && name.revision().equals(CheckpointName.MAIN)) {
        found = converted(name);
      }
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw noWeights(listing, name);
  }

  private static Optional<List<RemoteFile>> weights(
      WeightFiles kind, RepositoryListing listing, CheckpointName name) {
    try {
      return kind.of(listing.files().keySet())
          .map(names -> names.stream().flatMap(each -> listing.file(each).stream()).toList());
    } catch (DiptychException e) {
      throw new DiptychException(e.code(), name + ": " + e.getMessage(), e);
    }
  }

  private Optional<List<RemoteFile>> converted(CheckpointName name) {
    Set<String> branches = api.sideBranches(name);
    if (branches.stream().noneMatch(CheckpointPlanner::isPullRequest)) {
      return firstWithSafetensors(name, branches.stream());
    }
    Optional<Set<String>> trusted = api.pullRequestsBy(name, CONVERSION_ACCOUNT);
    return firstWithSafetensors(
        name,
        branches.stream()
            .filter(
                ref -> !isPullRequest(ref) || trusted.isEmpty() || trusted.get().contains(ref)));
  }

  private Optional<List<RemoteFile>> firstWithSafetensors(
      CheckpointName name, Stream<String> branches) {
    return branches
        .sorted(Comparator.comparingLong(CheckpointPlanner::number))
        .limit(MOST_BRANCHES)
        .flatMap(ref -> api.listingIfAny(name.at(ref)).stream())
        .flatMap(listing -> weights(WeightFiles.SAFETENSORS, listing, name).stream())
        .findFirst();
  }

  private static boolean isPullRequest(String ref) {
    return ref.startsWith("refs/pr/");
  }

  /** Conversion branches first, then pull requests from the oldest on. */
  private static long number(String ref) {
    return isPullRequest(ref) ? Long.parseLong(ref.substring("refs/pr/".length())) : -1;
  }

  private static DiptychException noWeights(RepositoryListing listing, CheckpointName name) {
    return new DiptychException(
        ErrorCode.INVALID_CHECKPOINT,
        "%s has neither %s nor %s, nor an index of either in parts; name a revision that has one (OWNER/REPO@REVISION); this one has %s"
            .formatted(
                name,
                WeightFiles.SAFETENSORS.single(),
                WeightFiles.PICKLE.single(),
                someOf(listing)));
  }

  private static List<String> someOf(RepositoryListing listing) {
    return listing.files().keySet().stream().limit(20).toList();
  }

  private static void check(RemoteFile file, CheckpointName name) {
    boolean weights = WeightFiles.isWeights(file.name());
    if (file.bytes() < 0 || (weights && file.proof() == RemoteFile.Proof.SIZE)) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "the hub announces neither %s of %s in %s, so it could not be checked; use another mirror (DIPTYCH_HUB)"
              .formatted(
                  file.bytes() < 0 ? "size nor hash" : "SHA-256 nor git hash", file.name(), name));
    }
    if (!weights && file.bytes() > LARGEST_COMPANION) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "%s of %s has %s bytes, but at most %s are fetched; do not use this repository"
              .formatted(file.name(), name, file.bytes(), LARGEST_COMPANION));
    }
  }
}
