package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.regex.Pattern;

/**
 * Which checkpoint is meant.
 *
 * @param owner whose it is on the hub: {@code Salesforce}
 * @param repository its name there: {@code blip-itm-base-coco}
 * @param revision branch, tag, pull request ({@code refs/pr/5}) or commit; {@code main} where none
 *     was named
 */
public record CheckpointName(String owner, String repository, String revision) {

  static final String MAIN = "main";
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}");
  private static final Pattern REVISION =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,4}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  public CheckpointName {
    if (!isPart(owner) || !isPart(repository)) {
      throw invalid(owner + "/" + repository);
    }
    if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "\"%s\" is no revision; it is a branch, a tag, refs/pr/N or a commit of 40 hexadecimal digits"
              .formatted(revision));
    }
  }

  /**
   * Reads {@code NAME}, {@code OWNER/REPO} or either with {@code @REVISION}.
   *
   * @throws DiptychException INVALID_REQUEST when it is none of these
   */
  public static CheckpointName parse(String text) {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    String revision = at < 0 ? MAIN : text.substring(at + 1);
    int slash = name.indexOf('/');
    if (slash >= 0) {
      return new CheckpointName(name.substring(0, slash), name.substring(slash + 1), revision);
    }
    return KnownCheckpoints.owner(name)
        .map(owner -> new CheckpointName(owner, name, revision))
        .orElseThrow(() -> unknown(name));
  }

  private static boolean isPart(String text) {
    return PART.matcher(text).matches() && !text.contains("..");
  }

  private static DiptychException unknown(String name) {
    return KnownCheckpoints.byHand(name)
        .map(why -> new DiptychException(ErrorCode.INVALID_REQUEST, why))
        .orElseGet(() -> invalid(name));
  }

  private static DiptychException invalid(String name) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "\"%s\" is no checkpoint on a hub; give OWNER/REPO, or one of %s"
            .formatted(name, String.join(", ", KnownCheckpoints.names())));
  }

  /** {@return owner and repository with the slash between} */
  public String id() {
    return owner + "/" + repository;
  }

  /** {@return whether the revision is a commit, so that what it names can never change} */
  boolean isPinned() {
    return COMMIT.matcher(revision).matches();
  }

  /** {@return the same checkpoint at another revision} */
  CheckpointName at(String otherRevision) {
    return new CheckpointName(owner, repository, otherRevision);
  }

  @Override
  public String toString() {
    return revision.equals(MAIN) ? id() : id() + "@" + revision;
  }
}
