package dev.diptych.searcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes a sentence apart into what is wanted and what is not: {@code a red circle and a square, but
 * no star}. Reads English; what it does not understand is part of the sentence, as before.
 */
final class Clauses {

  /*
   * Where a sentence is cut
   *
   * Commas, "and" and "but" end a clause. "not", "no", "without" and "except" begin what is not
   * wanted, up to a comma, "but" or the end: "a star without a circle, on green" does not want a
   * circle and wants green; "without a circle and a square" wants neither. An encoder reads "no" as
   * "and": the words behind it draw pictures near that show just them. So what is not wanted leaves
   * the sentence and is verified by itself. A sentence of nothing but such words stays as it is:
   * there must be something to look for.
   *
   * What stands in quotes is never cut.
   */

  private static final Set<String> JOINS = Set.of("and", "&", "or");
  private static final Set<String> NEGATIONS =
      Set.of("not", "no", "without", "except", "excluding");
  private static final Set<String> LOOSE = Set.of("with", "but", "and", "or", "that", "is", "has");

  private final List<String> wanted = new ArrayList<>();
  private final List<String> sentence = new ArrayList<>();
  private final List<String> unwanted = new ArrayList<>();
  private List<String> clause = new ArrayList<>();
  private boolean negated;

  private Clauses() {}

  /**
   * Takes words apart.
   *
   * @param words all that is wanted, phrases without their quotes
   * @param phrases what stood in quotes within the words: must be there as a whole
   * @param negatives what a minus stood before: must not be there
   */
  static Query.Text of(String words, List<String> phrases, List<String> negatives) {
    List<Query.Check> checks = new ArrayList<>();
    phrases.forEach(phrase -> checks.add(new Query.Check(phrase, true)));
    negatives.forEach(negative -> checks.add(new Query.Check(negative, false)));
    Query.Text plain = new Query.Text(words, List.of(), checks); // refuses too many, before work
    Clauses clauses = new Clauses();
    clauses.read(words, phrases);
    if (clauses.wanted.isEmpty()
        || checks.size() + clauses.unwanted.size() > Query.Text.MOST_PARTS) {
      return plain; // a long text is no list of wishes
    }
    clauses.unwanted.forEach(each -> checks.add(new Query.Check(each, false)));
    List<String> parts = clauses.wanted.size() > 1 ? clauses.wanted : List.of();
    boolean whole = clauses.unwanted.isEmpty();
    return new Query.Text(
        whole ? words : clauses.sentence(),
        parts.subList(0, Math.min(parts.size(), Query.Text.MOST_PARTS)),
        checks);
  }

  private void read(String words, List<String> phrases) {
    List<String> tokens = List.of(words.strip().split("\\s+"));
    for (int at = 0; at < tokens.size(); ) {
      int quoted = quotedFrom(tokens, at, phrases);
      if (quoted > 0) {
        tokens.subList(at, at + quoted).forEach(this::add);
        at += quoted;
      } else {
        token(tokens.get(at));
        at++;
      }
    }
    endClause();
  }

  private static int quotedFrom(List<String> tokens, int at, List<String> phrases) {
    for (String phrase : phrases) {
      List<String> quoted = List.of(phrase.strip().split("\\s+"));
      if (at + quoted.size() <= tokens.size()
          && tokens.subList(at, at + quoted.size()).equals(quoted)) {
        return quoted.size();
      }
    }
    return 0;
  }

  private void token(String token) {
    boolean ends = token.endsWith(",") || token.endsWith(";");
    String word = ends ? token.substring(0, token.length() - 1) : token;
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals("but") || JOINS.contains(lower)) {
      boolean goesOn = negated && !lower.equals("but") && !clause.isEmpty();
      endClause();
      negated = goesOn;
      if (!sentence.isEmpty() && !negated) {
        sentence.add(word);
      }
    } else if (NEGATIONS.contains(lower)) {
      endClause();
      negated = true;
    } else if (!word.isEmpty()) {
      add(word);
    }
    if (ends) {
      endClause();
      if (!sentence.isEmpty() && !sentence.getLast().endsWith(",")) {
        sentence.set(sentence.size() - 1, sentence.getLast() + ",");
      }
    }
  }

  private void add(String word) {
    clause.add(word);
    if (!negated) {
      sentence.add(word);
    }
  }

  private void endClause() {
    List<String> told = clause;
    clause = new ArrayList<>();
    if (negated) {
      if (!told.isEmpty()) {
        unwanted.add(String.join(" ", told));
      }
      negated = false;
      return;
    }
    dropLoose(told);
    if (!told.isEmpty()) {
      wanted.add(String.join(" ", told));
    }
  }

  /** {@return what is wanted, without the words that led over to what is not} */
  private String sentence() {
    dropLoose(sentence);
    String text = String.join(" ", sentence);
    return text.endsWith(",") ? text.substring(0, text.length() - 1) : text;
  }

  private static void dropLoose(List<String> words) {
    while (!words.isEmpty() && LOOSE.contains(bare(words.getLast()))) {
      words.removeLast();
    }
  }

  private static String bare(String word) {
    return word.replace(",", "").toLowerCase(Locale.ROOT);
  }
}
