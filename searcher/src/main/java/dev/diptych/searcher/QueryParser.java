package dev.diptych.searcher;

import dev.diptych.core.Condition;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Filter;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads what is typed into the search box: {@code taken:2024-06 folder:holiday "red circle"
 * -square}. Never fails: what is no condition is words.
 *
 * <pre>
 * text      = { part }
 * part      = [ "-" ] ( condition | phrase | word )
 * condition = key ":" ( phrase | word )          keys and values: {@link ConditionNotation}
 * phrase    = '"' characters '"'
 * </pre>
 *
 * <p>A key that is not known makes the part words, and so does a value that its key does not take;
 * both leave a hint. Costs time in proportion to the length of the text.
 */
public final class QueryParser {

  private final String text;
  private final LocalDate today;
  private final List<String> kept = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private final List<String> phrases = new ArrayList<>();
  private final List<String> negatives = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();
  private int at;

  private QueryParser(String text, LocalDate today) {
    this.text = text;
    this.today = today;
  }

  /** {@return what was typed, taken apart, days being counted from today} */
  public static ParsedQuery parse(String text) {
    return parse(text, LocalDate.now(ZoneId.systemDefault()));
  }

  /**
   * {@return what was typed, taken apart}
   *
   * @param today the day from which {@code last 30 days} counts back
   */
  public static ParsedQuery parse(String text, LocalDate today) {
    return new QueryParser(text, today).parse();
  }

  private ParsedQuery parse() {
    for (skipBlanks(); at < text.length(); skipBlanks()) {
      int start = at;
      int before = conditions.size();
      part();
      if (conditions.size() == before) {
        kept.add(text.substring(start, at));
      }
    }
    return new ParsedQuery(
        String.join(" ", kept),
        String.join(" ", words),
        phrases,
        negatives,
        new Filter(conditions),
        hints);
  }

  private void part() {
    boolean negative =
        text.charAt(at) == '-' && at + 1 < text.length() && opensPart(text.charAt(at + 1));
    if (negative) {
      at++;
    }
    int colon = endOfKey();
    if (colon > at && colon + 1 < text.length() && !isBlank(text.charAt(colon + 1))) {
      String key = text.substring(at, colon);
      int start = at;
      at = colon + 1;
      Span value = span();
      if (condition(key, value, negative)) {
        return;
      }
      at = start;
      if (!value.quoted()) {
        word(negative, new Span(untilBlank(), false));
        return;
      }
      at = colon + 1;
      add(false, new Span(key + ":", false));
    }
    word(negative, span());
  }

  private void word(boolean negative, Span span) {
    if (!span.text().isBlank()) {
      add(negative, span);
    }
  }

  private void add(boolean negative, Span span) {
    if (negative) {
      negatives.add(span.text());
      return;
    }
    words.add(span.text());
    if (span.quoted()) {
      phrases.add(span.text());
    }
  }

  /** Takes a condition; {@return false, with a hint where one helps, for what is none} */
  private boolean condition(String key, Span value, boolean negative) {
    if (!ConditionNotation.isKey(key)) {
      if (key.length() > 1 && !value.text().startsWith("//")) {
        hints.add(
            "%s:%s is read as words, because there is no condition called %s; there are %s"
                .formatted(key, value.text(), key, ConditionNotation.keys()));
      }
      return false;
    }
    try {
      Condition condition =
          ConditionNotation.parse(
              key.toLowerCase(Locale.ROOT), value.text(), value.quoted(), today);
      conditions.add(negative ? new Condition.Not(condition) : condition);
      return true;
    } catch (DiptychException e) {
      hints.add("%s:%s is read as words: %s".formatted(key, value.text(), e.getMessage()));
      return false;
    }
  }

  /**
   * A run of characters.
   *
   * @param text without quotes
   * @param quoted whether it stood in quotes
   */
  private record Span(String text, boolean quoted) {}

  private Span span() {
    if (text.charAt(at) == '"') {
      int end = text.indexOf('"', at + 1);
      if (end > 0) {
        String inside = text.substring(at + 1, end).strip().replaceAll("\\s{1,64}", " ");
        at = end + 1;
        return new Span(inside, true);
      }
      at++; // a quote that nobody closes is none
      return new Span(at < text.length() ? untilBlank() : "", false);
    }
    return new Span(untilBlank(), false);
  }

  private String untilBlank() {
    int start = at;
    while (at < text.length() && !isBlank(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** {@return where the colon after a run of letters is; -1 where there is none} */
  private int endOfKey() {
    int end = at;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return end < text.length() && text.charAt(end) == ':' ? end : -1;
  }

  private void skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  private static boolean opensPart(char c) {
    return c == '"' || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || c == '\u00a0' || c == '\u3000';
  }
}
