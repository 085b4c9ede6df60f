package dev.diptych.searcher;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the results of one search of one commit of an index. Pages that follow cursors fit
 * together while the index changes: all of them see the commit of the first. The engine holds a
 * commit for that, for some minutes after its last page; a cursor that comes later has expired, and
 * is refused.
 *
 * @param commit which commit; empty for the newest
 * @param search a digest of what was asked for; empty for anything
 * @param offset results before the page
 */
public record PageCursor(String commit, String search, int offset) {

  /** The beginning of the results of any search, of the newest commit. */
  public static final PageCursor START = new PageCursor("", "", 0);

  private static final String START_TEXT = "start";
  private static final Pattern FORM =
      Pattern.compile("1 ([^ ]{1,128}) ([0-9a-f]{16}) ([0-9]{1,5})");

  /** {@return whether this is the beginning} */
  public boolean isStart() {
    return commit.isEmpty();
  }

  /**
   * {@return the page of a request that begins here}
   *
   * @throws DiptychException INVALID_REQUEST when this belongs to another search
   */
  SearchRequest pageOf(SearchRequest request) {
    if (request.offset() > 0) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a search by cursor has no offset, but it was %s; the cursor says where the page begins"
              .formatted(request.offset()));
    }
    if (!isStart() && !search.equals(digest(request))) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the cursor belongs to another search; ask for the next page with what the first was asked with, the number of results aside");
    }
    return request.withPage(offset, request.limit());
  }

  /** {@return what tells searches apart whose results differ in anything but the page} */
  static String digest(SearchRequest request) {
    return ContentHash.of(
            String.join(
                "\n",
                QueryDigest.of(request.query()),
                request.target().toString(),
                request.depth().toString(),
                request.threshold().toString(),
                request.selection().filter().toString(),
                request.selection().order().label(),
                request.selection().lookalikes().label()))
        .substring(0, 16);
  }

  /** {@return the form in which it travels: characters that need no escape in a URL} */
  public String text() {
    return isStart()
        ? START_TEXT
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "1 %s %s %s".formatted(commit, search, offset).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a cursor.
   *
   * @throws DiptychException INVALID_REQUEST for what is none
   */
  public static PageCursor parse(String text) {
    return text.equals(START_TEXT) ? START : decoded(text).orElseThrow(() -> unknown(text));
  }

  private static Optional<PageCursor> decoded(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      Matcher form = FORM.matcher(plain);
      return form.matches()
          ? Optional.of(
              new PageCursor(form.group(1), form.group(2), Integer.parseInt(form.group(3))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static DiptychException unknown(String text) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "a cursor is %s, or what an answer gave for its next page, but was \"%s\""
            .formatted(START_TEXT, text.length() > 80 ? text.substring(0, 80) + "…" : text));
  }
}
