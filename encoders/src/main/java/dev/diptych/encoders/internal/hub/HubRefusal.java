package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a hub does not give something: its status, its error code ({@code X-Error-Code}), and its
 * words ({@code X-Error-Message}).
 *
 * @param host who refuses
 * @param status HTTP status, 400 or above
 * @param code {@code RepoNotFound}, {@code GatedRepo}, ...; empty where the hub gives none
 * @param words for people; empty where the hub gives none
 * @param refusedToken a token that the hub does not take, so that it was asked without; or null
 */
record HubRefusal(
    String host, int status, String code, String words, @Nullable HubToken refusedToken) {

  private static final int LONGEST = 200;

  static HubRefusal of(HubAnswer answer) {
    return new HubRefusal(
        String.valueOf(answer.uri().getHost()),
        answer.status(),
        shortened(answer.header("X-Error-Code")),
        shortened(answer.header("X-Error-Message")),
        answer.refusedToken());
  }

  private static String shortened(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "...";
  }

  /** {@return whether it is the token that is refused, whatever was asked for} */
  boolean isOfToken() {
    String text = words.toLowerCase(Locale.ROOT);
    return status == 401
        && (text.contains("invalid credentials")
            || text.contains("invalid username or password")
            || text.contains("invalid token")
            || text.contains("expired"));
  }

  /** {@return whether another answer may come when the same is asked without a token} */
  boolean isWorthAskingWithoutToken() {
    return status == 401 && (isOfToken() || !code.equals("GatedRepo"));
  }

  private boolean isDisabled() {
    return code.equals("DisabledRepo")
        || words.toLowerCase(Locale.ROOT).startsWith("access to this resource is disabled");
  }

  /**
   * {@return the error that says it, with what to do}
   *
   * @param name what was asked for
   * @param file the file of it, or null where the checkpoint itself was asked for
   * @param settings which hub, and with which token
   */
  DiptychException error(CheckpointName name, @Nullable String file, HubSettings settings) {
    String page = settings.base() + "/" + name.id();
    if (isDisabled()) {
      return notFound(
          "%s has disabled %s%s; choose another checkpoint"
              .formatted(host, name.id(), words.isEmpty() ? "" : " (" + words + ")"));
    }
    return switch (code) {
      case "GatedRepo" ->
          notFound(
              "%s gives %s only to those who accepted its terms; accept them at %s, then %s"
                  .formatted(host, name.id(), page, tokenOfThatAccount(settings)));
      case "RevisionNotFound" ->
          notFound(
              "%s has %s, but no revision \"%s\" of it; choose a branch, tag or commit at %s/commits/main"
                  .formatted(host, name.id(), name.revision(), page));
      case "EntryNotFound" ->
          notFound(
              "%s has %s, but no %s in it; choose another revision (OWNER/REPO@REVISION) at %s/commits/main"
                  .formatted(host, name, file == null ? "such file" : file, page));
      case "RepoNotFound" -> noRepository(name, page, settings);
      default -> unexplained(name, file, page, settings);
    };
  }

  private DiptychException unexplained(
      CheckpointName name, @Nullable String file, String page, HubSettings settings) {
    if (status == 401 || status == 403) {
      return noRepository(name, page, settings);
    }
    if (file != null) {
      return new DiptychException(
          status == 404 ? ErrorCode.NOT_FOUND : ErrorCode.UNAVAILABLE,
          "%s lists %s of %s, but answers with status %s%s; try again later"
              .formatted(host, file, name.id(), status, words.isEmpty() ? "" : " (" + words + ")"));
    }
    return status == 404
        ? notFound(
            "%s has no %s; check the owner, the name and the revision at %s"
                .formatted(host, name, page))
        : HubJson.notHub(host, "status " + status, null);
  }

  private DiptychException noRepository(CheckpointName name, String page, HubSettings settings) {
    return notFound(
        "%s has no public %s (status %s); check the owner and the name at %s%s"
            .formatted(host, name, status, page, aboutToken(settings)));
  }

  private String aboutToken(HubSettings settings) {
    if (refusedToken != null) {
      return "; the hub refuses %s, so it was asked without: renew that token, or remove it"
          .formatted(refusedToken);
    }
    HubToken token = settings.token();
    return token == null
        ? ", or set HF_TOKEN to a token that may read it"
        : "; %s may not read it".formatted(token);
  }

  private String tokenOfThatAccount(HubSettings settings) {
    if (refusedToken != null) {
      return "renew %s, which the hub refuses".formatted(refusedToken);
    }
    HubToken token = settings.token();
    return token == null
        ? "set HF_TOKEN to a token of that account"
        : "pull again; %s must be of that account and may need the right to read gated repositories"
            .formatted(token);
  }

  private static DiptychException notFound(String message) {
    return new DiptychException(ErrorCode.NOT_FOUND, message);
  }
}
