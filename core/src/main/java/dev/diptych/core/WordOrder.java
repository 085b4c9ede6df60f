package dev.diptych.core;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/*
 * Why neighbours
 *
 * A model that compares a sentence with a picture reads known words in no order much like a sentence
 * of them: "circle the red of above" scores high where there is a red circle. Which words stand side
 * by side tells the two apart, and a table of counts is enough: "of above" never occurs although
 * both words are frequent.
 *
 * Only such pairs count. A word that the sentences do not have says nothing for or against, and
 * neither does a pair of rare words, of which none was to be expected. So other words than those of
 * the sentences, and a language that the table does not know, lose nothing by it.
 *
 * People leave words out ("red circle and blue square", "red circle left of blue square") and say
 * "the" for "a". So sentences are counted as they stand, without articles, and without all words that
 * are left out most, and articles are one word. What a comma or another mark stands between may be
 * said in any order, and is no pair.
 */
/**
 * Which words stand side by side in sentences that mean something, and how much it counts that
 * those of a query do not. Immutable and thread-safe.
 *
 * @param weight what a query's {@link #oddity} adds to the logit that anything matches; not above 0
 * @param total how many words were counted
 * @param words how often each of the most frequent words was counted
 * @param neighbours how often two of them stood side by side, by both words with a blank between
 */
public record WordOrder(
    double weight,
    int total,
    NavigableMap<String, Integer> words,
    NavigableMap<String, Integer> neighbours) {

  /** Nothing is known: no query is odd. */
  public static final WordOrder NONE =
      new WordOrder(0, 0, Collections.emptyNavigableMap(), Collections.emptyNavigableMap());

  /** Rarer words than these stand side by side too rarely for their absence to tell anything. */
  private static final int MOST_WORDS = 300;

  private static final Set<String> ARTICLES = Set.of("an", "the");
  private static final String ARTICLE = "a";

  private static final Set<String> LEFT_OUT = Set.of(ARTICLE, "and", "is", "are", "to", "with");

  private static final Pattern MARKS = Pattern.compile("[,;:.!?()\"\\n]");

  public WordOrder {
    int least =
        Stream.of(words, neighbours)
            .flatMap(counts -> counts.values().stream())
            .mapToInt(Integer::intValue)
            .min()
            .orElse(1);
    if (!(weight <= 0 && weight > Double.NEGATIVE_INFINITY) || total < 0 || least < 1) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "an order of words has a weight of at most 0, a total of 0 or more and counts of 1 or more, but has %s, %s and %s"
              .formatted(weight, total, least));
    }
    words = Collections.unmodifiableNavigableMap(new TreeMap<>(words));
    neighbours = Collections.unmodifiableNavigableMap(new TreeMap<>(neighbours));
  }

  /** {@return the order of words of some sentences, of no weight} */
  public static WordOrder of(Collection<String> sentences) {
    Counts counts = new Counts();
    sentences.forEach(counts::add);
    List<String> frequent =
        counts.words.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_WORDS)
            .map(Map.Entry::getKey)
            .toList();
    NavigableMap<String, Integer> words = new TreeMap<>(counts.words);
    words.keySet().retainAll(frequent);
    NavigableMap<String, Integer> neighbours = new TreeMap<>(counts.neighbours);
    neighbours
        .keySet()
        .removeIf(pair -> !Stream.of(pair.split(" ", -1)).allMatch(words::containsKey));
    return new WordOrder(0, counts.total, words, neighbours);
  }

  /** {@return the same with a weight} */
  public WordOrder weighing(double other) {
    return new WordOrder(Math.min(0, other), total, words, neighbours);
  }

  /** {@return the words of a sentence, lower case, without marks} */
  public static List<String> words(String sentence) {
    return Stream.of(sentence.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /**
   * {@return how much rarer neighbours of a query stand side by side than their frequencies would
   * have it: the mean logarithm, 0 where none is rarer} Some microseconds.
   */
  public double oddity(String query) {
    return oddity(query, new Counts());
  }

  /**
   * {@return the oddity of one of the sentences that were counted, as if it had not been} Else a
   * sentence would be the proof of itself.
   */
  public double oddityAmongOthers(String sentence) {
    Counts own = new Counts();
    own.add(sentence);
    return oddity(sentence, own);
  }

  private double oddity(String query, Counts own) {
    double sum = 0;
    int pairs = 0;
    for (List<String> said : clauses(query)) {
      for (int i = 1; i < said.size(); i++) {
        String before = said.get(i - 1);
        String behind = said.get(i);
        double seen = count(neighbours, own.neighbours, pair(before, behind));
        double expected =
            (double) count(words, own.words, before)
                * count(words, own.words, behind)
                / Math.max(1, total - own.total);
        sum += Math.max(0, Math.log((expected + 1) / (seen + 1)));
        pairs++;
      }
    }
    return pairs == 0 ? 0 : sum / pairs;
  }

  private static String pair(String before, String behind) {
    return before + " " + behind;
  }

  private static int count(Map<String, Integer> all, Map<String, Integer> own, String key) {
    return Math.max(0, all.getOrDefault(key, 0) - own.getOrDefault(key, 0));
  }

  /** The words between one mark and the next, articles as one. */
  private static List<List<String>> clauses(String sentence) {
    return Stream.of(MARKS.split(sentence, -1))
        .map(
            clause ->
                words(clause).stream()
                    .map(word -> ARTICLES.contains(word) ? ARTICLE : word)
                    .toList())
        .toList();
  }

  /** Counts over sentences, each as it stands and in the two ways in which people shorten it. */
  private static final class Counts {
    private final Map<String, Integer> words = new HashMap<>();
    private final Map<String, Integer> neighbours = new HashMap<>();
    private int total;

    void add(String sentence) {
      for (List<String> whole : clauses(sentence)) {
        count(whole);
        count(without(Set.of(ARTICLE), whole));
        count(without(LEFT_OUT, whole));
      }
    }

    private static List<String> without(Set<String> leftOut, List<String> clause) {
      return clause.stream().filter(word -> !leftOut.contains(word)).toList();
    }

    private void count(List<String> clause) {
      total += clause.size();
      for (int i = 0; i < clause.size(); i++) {
        words.merge(clause.get(i), 1, Integer::sum);
        if (i > 0) {
          neighbours.merge(pair(clause.get(i - 1), clause.get(i)), 1, Integer::sum);
        }
      }
    }
  }
}
