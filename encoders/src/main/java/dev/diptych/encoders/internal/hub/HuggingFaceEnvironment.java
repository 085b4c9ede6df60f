package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that Hugging Face's own tools share, read as they read them: variables, the token
 * that {@code hf auth login} stores, and the folder of what they have fetched.
 */
final class HuggingFaceEnvironment {

  private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)})");
  private static final long LARGEST_TOKEN_FILE = 1 << 16;

  private final Map<String, String> environment;

  HuggingFaceEnvironment(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * {@return the token: {@code HF_TOKEN}, its older name, the file that {@code HF_TOKEN_PATH}
   * names, or the one that was stored; empty where there is none or {@code
   * HF_HUB_DISABLE_IMPLICIT_TOKEN} forbids it}
   *
   * @throws DiptychException INVALID_REQUEST when there is one that cannot be sent
   */
  Optional<HubToken> token() {
    if (isYes(value("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
      return Optional.empty();
    }
    for (String name : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
      if (!value(name).isEmpty()) {
        return Optional.of(token(value(name), name));
      }
    }
    Optional<Path> named = path("HF_TOKEN_PATH");
    Optional<Path> file = named.or(() -> home().map(home -> home.resolve("token")));
    return file.flatMap(
        path -> stored(path, named.isPresent() ? path + " (HF_TOKEN_PATH)" : path.toString()));
  }

  private static Optional<HubToken> stored(Path file, String origin) {
    try {
      if (Files.notExists(file) || Files.isDirectory(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > LARGEST_TOKEN_FILE) {
        throw invalid(origin);
      }
      String text = Files.readString(file).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(token(text, origin));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "cannot read the token in %s: %s; make the file readable, set HF_TOKEN, or set HF_HUB_DISABLE_IMPLICIT_TOKEN=1 to go without"
              .formatted(origin, IoReason.of(e)),
          e);
    }
  }

  private static HubToken token(String value, String origin) {
    if (!value.matches("[\\x21-\\x7e]+")) {
      throw invalid(origin);
    }
    return new HubToken(value, origin);
  }

  /** The value stays out of the message. */
  private static DiptychException invalid(String origin) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "the token in %s must be printable ASCII without blanks; set it to the token as the hub shows it"
            .formatted(origin));
  }

  /**
   * {@return the setting that forbids the network, as {@code HF_HUB_OFFLINE=1}, or an empty text}
   */
  String offline() {
    String name = value("HF_HUB_OFFLINE").isEmpty() ? "TRANSFORMERS_OFFLINE" : "HF_HUB_OFFLINE";
    return isYes(value(name)) ? name + "=" + value(name) : "";
  }

  /** {@return what these tools have fetched} */
  HubCache cache() {
    return path("HF_HUB_CACHE")
        .or(() -> path("HUGGINGFACE_HUB_CACHE"))
        .or(() -> home().map(home -> home.resolve("hub")))
        .map(HubCache::new)
        .orElse(HubCache.NONE);
  }

  private Optional<Path> home() {
    return path("HF_HOME")
        .or(() -> path("XDG_CACHE_HOME").map(cache -> cache.resolve("huggingface")))
        .or(() -> toPath(userHome() + "/.cache/huggingface", "HOME"))
        .filter(path -> !userHome().isEmpty() || path.isAbsolute());
  }

  private String userHome() {
    return value("HOME").isEmpty() ? value("USERPROFILE") : value("HOME");
  }

  /**
   * {@return a folder or file that a variable names; {@code ~} and {@code $NAME} stand for theirs}
   */
  private Optional<Path> path(String name) {
    String value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.equals("~") || value.startsWith("~/") || value.startsWith("~\\")) {
      value = userHome() + value.substring(1);
    }
    StringBuilder expanded = new StringBuilder();
    Matcher variables = VARIABLE.matcher(value);
    while (variables.find()) {
      @Nullable String plain = variables.group(1);
      String known = environment.get(plain == null ? variables.group(2) : plain);
      variables.appendReplacement(
          expanded, Matcher.quoteReplacement(known == null ? variables.group() : known));
    }
    variables.appendTail(expanded);
    return toPath(expanded.toString(), name);
  }

  private static Optional<Path> toPath(String text, String name) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s must be a path, but is \"%s\" (%s)".formatted(name, text, e.getReason()),
          e);
    }
  }

  private String value(String name) {
    return HubSettings.value(environment, name);
  }

  private static boolean isYes(String value) {
    return YES.contains(value.toUpperCase(Locale.ROOT));
  }
}
