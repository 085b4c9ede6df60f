package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the hub's JSON, trusting none of it. */
final class HubJson {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final int LONGEST_NAME = 512;
  private static final long LARGEST_FILE = 1L << 40;

  private HubJson() {}

  /**
   * Parses an answer.
   *
   * @param source who gave it, for messages
   */
  static JsonNode parse(byte[] json, String source) {
    try {
      JsonNode root = JSON.readTree(json);
      if (root.isObject()) {
        return root;
      }
      throw notHub(source, "it is no JSON object", null);
    } catch (JacksonException e) {
      throw notHub(source, "it is no JSON", e);
    }
  }

  /** Reads {@code {"sha": ..., "siblings": [{"rfilename", "size", "blobId", "lfs"}]}}. */
  static RepositoryListing listing(JsonNode root, String revision, String source) {
    String commit = root.path("sha").asString("");
    if (!COMMIT.matcher(commit).matches()) {
      throw notHub(source, "\"sha\" is no commit", null);
    }
    if (!root.path("siblings").isArray()) {
      throw notHub(source, "\"siblings\" is no list of files", null);
    }
    Map<String, RemoteFile> files = new LinkedHashMap<>();
    for (JsonNode sibling : root.path("siblings")) {
      String name = sibling.path("rfilename").asString("");
      if (!isSafe(name)) {
        throw new DiptychException(
            ErrorCode.INVALID_CHECKPOINT,
            "%s lists a file \"%s\", which does not stay inside its repository; do not use it"
                .formatted(source, shown(name)));
      }
      if (files.put(name, file(sibling, name, revision, commit, source)) != null) {
        throw notHub(source, "it lists \"%s\" twice".formatted(shown(name)), null);
      }
    }
    return new RepositoryListing(revision, commit, files);
  }

  private static RemoteFile file(
      JsonNode sibling, String name, String revision, String commit, String source) {
    JsonNode large = sibling.path("lfs");
    JsonNode size = large.has("size") ? large.path("size") : sibling.path("size");
    long bytes = -1;
    if (!size.isMissingNode() && !size.isNull()) {
      bytes = size.isIntegralNumber() && size.canConvertToLong() ? size.asLong() : -1;
      if (bytes < 0 || bytes > LARGEST_FILE) {
        throw notHub(
            source, "\"%s\" has the size %s".formatted(shown(name), shown(size.toString())), null);
      }
    }
    return new RemoteFile(
        name,
        revision,
        commit,
        bytes,
        text(large.has("sha256") ? large.path("sha256") : large.path("oid")),
        text(sibling.path("blobId")));
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString().replaceFirst("^sha256:", "") : null;
  }

  /** {@return whether a path is relative, plain and stays below where it starts} */
  static boolean isSafe(String path) {
    if (path.isEmpty() || path.length() > LONGEST_NAME || path.contains("\\")) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return path.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == ':');
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
  }

  static DiptychException notHub(String source, String what, @Nullable Exception cause) {
    String message =
        "%s does not answer as a hub does: %s; check DIPTYCH_HUB, and that no login page or proxy answers in its place"
            .formatted(source, what);
    return cause == null
        ? new DiptychException(ErrorCode.UNAVAILABLE, message)
        : new DiptychException(ErrorCode.UNAVAILABLE, message, cause);
  }
}
