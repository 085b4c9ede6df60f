package dev.diptych.searcher;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves out of a sentence what only says that something is looked for: of {@code show me a dog}
 * and {@code is there a dog?} stays {@code a dog}. Reads English.
 */
final class RequestPhrases {

  /*
   * Captions describe; they never ask. So an image-grounded encoder reads "show me" as something
   * that the picture does not show, and a right picture may end below the threshold. A verb alone
   * asks only before a word such as "a" or "all": "show jumping" and "I want to break free" do not.
   */

  private static final String POLITE = "(?:please |(?:can|could|would) you (?:please )?)?";

  private static final String VERB =
      "(?:(?:show|find|give|get) (?:me|us)|(?:search|look) for|(?:i'm |i am )?looking for"
          + "|i want to see|(?:is|are) there|where (?:is|are)|do (?:i|we) have"
          + "|(?:show|find|display|i want|i need)(?= (?:an?|the|all|any|some|my|our|every) ))";

  /** Each alternative has a length, so that no text takes long. */
  private static final Pattern REQUEST =
      Pattern.compile(POLITE + VERB + " (.*?)(?: please)?[?!.]?", Pattern.CASE_INSENSITIVE);

  private RequestPhrases() {}

  /**
   * {@return what is looked for; the words themselves where nothing would be left}
   *
   * @param words one blank apart
   * @param phrases what stood in quotes within them, which is never changed
   */
  static String leftOut(String words, List<String> phrases) {
    Matcher request = REQUEST.matcher(words);
    if (!request.matches() || request.group(1).isBlank()) {
      return words;
    }
    String sought = request.group(1);
    return phrases.stream().allMatch(sought::contains) ? sought : words;
  }
}
