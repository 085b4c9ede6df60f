package dev.diptych.evaluation;

import dev.diptych.core.WordOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes queries that nothing in a collection is right for, from its texts alone: sentences about
 * other things, letters, known words in no order, signs of other scripts.
 */
public final class OtherQueries {

  private static final List<String> WHO =
      List.of(
          "a dog",
          "two children",
          "an old man",
          "a woman",
          "my grandmother",
          "a cat",
          "a cyclist",
          "a horse",
          "the president",
          "a football team",
          "a seagull",
          "a wedding couple",
          "a chef",
          "the doctor",
          "a tourist",
          "a sleeping baby",
          "a fisherman",
          "an elephant",
          "a choir",
          "the mechanic");

  private static final List<String> DOES =
      List.of(
          "playing",
          "eating pizza",
          "reading a newspaper",
          "on a beach",
          "in the snow",
          "at night",
          "waiting for the bus",
          "with an umbrella",
          "in front of a church",
          "riding a motorbike",
          "at the airport",
          "under a tree",
          "washing dishes",
          "with sunglasses",
          "in a kitchen",
          "crossing the street",
          "holding a guitar",
          "on a mountain",
          "in a classroom",
          "beside a lake");

  private static final List<String> ABSTRACT =
      List.of(
          "the theory of relativity",
          "how to renew a passport",
          "quarterly revenue forecast",
          "the history of the roman empire",
          "my password does not work",
          "weather for tomorrow",
          "cheap flights to lisbon",
          "minutes of the last meeting",
          "recipe for lentil soup",
          "the meaning of life",
          "income tax return 2023",
          "stock market news",
          "lyrics of that song",
          "is it going to rain",
          "train timetable",
          "customer service phone number",
          "an essay on democracy",
          "football results yesterday",
          "symptoms of a cold",
          "who wrote this novel",
          "translate good morning",
          "error code 404",
          "opening hours of the library",
          "convert miles to kilometres",
          "the second law of thermodynamics",
          "a lecture about microeconomics",
          "unread messages",
          "list of prime numbers",
          "definition of justice",
          "insurance policy terms");

  private static final List<String> BLOCKS =
      List.of(
          "\u4e00\u4e8c\u4e09\u5927\u4e2d\u5c0f\u6708\u706b\u6c34\u6728",
          "\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u043a\u043b\u043c",
          "\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8",
          "\u0627\u0628\u062a\u062b\u062c\u062d\u062e\u062f",
          "\u3042\u3044\u3046\u3048\u304a\u304b\u304d\u304f",
          "#$%&*+=@~^<>?!/|{}[]");

  private final RandomGenerator random;
  private final List<List<String>> texts;
  private final Set<String> vocabulary;

  /**
   * @param texts of the collection
   * @param seed equal seeds give equal queries
   */
  public OtherQueries(List<String> texts, long seed) {
    this.random = new SplittableRandom(seed);
    this.texts = texts.stream().map(WordOrder::words).filter(words -> words.size() > 2).toList();
    this.vocabulary = this.texts.stream().flatMap(List::stream).collect(Collectors.toSet());
  }

  /**
   * {@return sentences about other things, each once; of those whose telling words the collection's
   * texts use none, so that there may be fewer than asked for}
   */
  public List<String> offTopic(int count) {
    List<String> all = new ArrayList<>(ABSTRACT);
    for (String who : WHO) {
      for (String does : DOES) {
        all.add(who + " " + does);
      }
    }
    all.removeIf(this::isOfTheCollection);
    Collections.shuffle(all, random);
    return all.subList(0, Math.min(count, all.size()));
  }

  private boolean isOfTheCollection(String sentence) {
    return WordOrder.words(sentence).stream()
        .filter(word -> word.length() > 3)
        .anyMatch(vocabulary::contains);
  }

  /** {@return gibberish of three kinds by turns} */
  public List<String> gibberish(int count) {
    Set<String> made = new HashSet<>();
    List<String> queries = new ArrayList<>();
    for (int i = 0; queries.size() < count; i++) {
      String query =
          switch (i % 3) {
            case 0 -> letters();
            case 1 -> shuffled();
            default -> signs();
          };
      if (made.add(query) || i > 20 * count) {
        queries.add(query);
      }
    }
    return queries;
  }

  private String letters() {
    return IntStream.range(0, random.nextInt(1, 5))
        .mapToObj(_ -> string("abcdefghijklmnopqrstuvwxyz", random.nextInt(3, 10)))
        .collect(Collectors.joining(" "));
  }

  /** Words of several texts, so that no order of them says what one of the texts does. */
  private String shuffled() {
    if (texts.isEmpty()) {
      return letters();
    }
    List<String> words = new ArrayList<>();
    int count = random.nextInt(4, 10);
    while (words.size() < count) {
      List<String> text = texts.get(random.nextInt(texts.size()));
      words.add(text.get(random.nextInt(text.size())));
    }
    return String.join(" ", words);
  }

  private String signs() {
    String signs = BLOCKS.get(random.nextInt(BLOCKS.size()));
    return IntStream.range(0, random.nextInt(1, 5))
        .mapToObj(_ -> string(signs, random.nextInt(1, 6)))
        .collect(Collectors.joining(" "));
  }

  private String string(String from, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }
}
