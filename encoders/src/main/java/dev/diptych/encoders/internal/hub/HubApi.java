package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a hub can be asked: the API of huggingface.co, as far as mirrors have it too. Every question
 * is tried again while it fails in passing.
 */
final class HubApi {

  private static final int LARGEST_ANSWER = 8 << 20;

  /** Hubs keep what is larger outside of git. */
  private static final long LARGEST_IN_GIT = 10L << 20;

  private final HubConnection connection;
  private final HubSettings settings;
  private final Patience patience;

  HubApi(HubConnection connection, Patience patience) {
    this.connection = connection;
    this.settings = patience.settings();
    this.patience = patience;
  }

  /**
   * {@return the files of a checkpoint at its revision}
   *
   * @throws DiptychException NOT_FOUND when the hub has no such repository or revision
   */
  RepositoryListing listing(CheckpointName name) {
    String source = source(name.id());
    String path =
        "/api/models/%s/revision/%s?blobs=true"
            .formatted(encodedPath(name.id()), encoded(name.revision()));
    return ask("the file list of " + name, path, refusal -> refusal.error(name, null, settings))
        .map(json -> HubJson.listing(json, name.revision(), source))
        .orElseThrow();
  }

  /** {@return the files at a revision, or none when the hub has no such revision} */
  Optional<RepositoryListing> listingIfAny(CheckpointName name) {
    String path =
        "/api/models/%s/revision/%s?blobs=true"
            .formatted(encodedPath(name.id()), encoded(name.revision()));
    return ask("the file list of " + name, path, Absent.NONE)
        .map(json -> HubJson.listing(json, name.revision(), source(name.id())));
  }

  /** {@return branches that hold conversions, and pull requests, as {@code refs/...}} */
  Set<String> sideBranches(CheckpointName name) {
    String path = "/api/models/%s/refs?include_prs=1".formatted(encodedPath(name.id()));
    Set<String> refs = new LinkedHashSet<>();
    ask("the branches of " + name.id(), path, Absent.NONE)
        .ifPresent(
            json -> {
              for (String group : List.of("converts", "pullRequests")) {
                json.path(group).forEach(branch -> refs.add(branch.path("ref").asString("")));
              }
            });
    refs.removeIf(ref -> !ref.matches("refs/(pr/[0-9]{1,9}|convert/[A-Za-z0-9_-]{1,50})"));
    return refs;
  }

  /**
   * {@return the pull requests of one author, as {@code refs/pr/N}; empty when the hub does not
   * tell authors, as mirrors}
   */
  Optional<Set<String>> pullRequestsBy(CheckpointName name, String author) {
    String path =
        "/api/models/%s/discussions?type=pull_request&author=%s"
            .formatted(encodedPath(name.id()), encoded(author));
    return ask("the pull requests of " + name.id(), path, Absent.NONE)
        .filter(json -> json.path("discussions").isArray())
        .map(
            json -> {
              Set<String> refs = new LinkedHashSet<>();
              for (JsonNode each : json.path("discussions")) {
                if (each.path("author").path("name").asString("").equals(author)
                    && !each.path("status").asString("").equals("closed")) {
                  refs.add("refs/pr/" + each.path("num").asInt(0));
                }
              }
              return refs;
            });
  }

  /** {@return a file with the size and hash that the hub tells of it where its list does not} */
  RemoteFile completed(CheckpointName name, RemoteFile file) {
    boolean told =
        switch (file.proof()) {
          case SHA256 -> true;
          case GIT_BLOB -> file.bytes() <= LARGEST_IN_GIT; // else it is the hash of a pointer
          case SIZE -> false;
        };
    if (told && file.bytes() >= 0) {
      return file;
    }
    return patience
        .retries(file.name())
        .call(
            () -> {
              try (HubAnswer answer = connection.head(filePath(name, file))) {
                if (HubFailure.isPassing(answer.status())) {
                  throw HubFailure.of(answer, settings.clock());
                }
                String etag = hash(answer).replaceAll("^W/|\"", "");
                boolean answered = answer.status() < 400;
                return new RemoteFile(
                    file.name(),
                    file.revision(),
                    file.commit(),
                    bytes(answer, file),
                    answered && file.sha256() == null ? etag : file.sha256(),
                    answered && file.blob() == null ? etag : file.blob());
              }
            });
  }

  /** A redirect has a length of its own, which says nothing of the file. */
  private static long bytes(HubAnswer answer, RemoteFile file) {
    String linked = answer.hubHeader("X-Linked-Size");
    String length = answer.status() == 200 ? answer.header("Content-Length") : "";
    if (answer.status() < 400 && linked.matches("[0-9]{1,13}")) {
      return Long.parseLong(linked);
    }
    return file.bytes() < 0 && length.matches("[0-9]{1,13}")
        ? Long.parseLong(length)
        : file.bytes();
  }

  /** The entity tag of a storage host may look like a hash and be none. */
  private static String hash(HubAnswer answer) {
    String linked = answer.hubHeader("X-Linked-ETag");
    boolean ofHub = answer.sameHost() || !answer.header("X-Repo-Commit").isEmpty();
    return linked.isEmpty() && ofHub ? answer.header("ETag") : linked;
  }

  /** {@return where a file lies, at the commit it was listed with} */
  static String filePath(CheckpointName name, RemoteFile file) {
    return "/%s/resolve/%s/%s"
        .formatted(encodedPath(name.id()), file.commit(), encodedPath(file.name()));
  }

  /** What to throw for an answer that is none. */
  private interface Absent {
    /** For questions that have an answer where there is nothing. */
    Absent NONE = refusal -> null;

    @Nullable DiptychException error(HubRefusal refusal);
  }

  private Optional<JsonNode> ask(String what, String path, Absent absent) {
    return patience
        .retries(what)
        .call(
            () -> {
              try (HubAnswer answer = connection.get(path, Map.of("Accept", "application/json"))) {
                return read(answer, absent);
              }
            });
  }

  private Optional<JsonNode> read(HubAnswer answer, Absent absent)
      throws IOException, InterruptedException {
    String source = String.valueOf(answer.uri().getHost());
    if (answer.status() == 200) {
      try {
        return Optional.of(HubJson.parse(answer.body().all(LARGEST_ANSWER), source));
      } catch (HubBody.OversizeException e) {
        throw HubJson.notHub(source, String.valueOf(e.getMessage()), e);
      }
    }
    if (HubFailure.isPassing(answer.status())) {
      throw HubFailure.of(answer, settings.clock());
    }
    DiptychException error = absent.error(HubRefusal.of(answer));
    if (error != null) {
      throw error;
    }
    return Optional.empty();
  }

  private String source(String id) {
    return settings.base().getHost() + " for " + id;
  }

  /** Percent-encodes one segment, slashes included. */
  static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String encodedPath(String path) {
    return Arrays.stream(path.split("/", -1)).map(HubApi::encoded).collect(Collectors.joining("/"));
  }
}
