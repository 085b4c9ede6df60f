package dev.diptych.searcher;

import dev.diptych.index.Completion;
import dev.diptych.index.IndexView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Completes what is typed into the box: its last word by words, tags and folders, all of it by
 * captions, the value of a condition on folders or tags by those.
 */
final class Suggester {

  private static final Comparator<Suggestion> ORDER =
      Comparator.comparingInt(Suggestion::items)
          .reversed()
          .thenComparing(Suggestion::kind)
          .thenComparing(Suggestion::text);

  /** A caption is offered from so many letters on: by then few begin alike. */
  private static final int CAPTION_FROM = 3;

  private final IndexView view;
  private final int most;

  Suggester(IndexView view, int most) {
    this.view = view;
    this.most = most;
  }

  List<Suggestion> suggest(String typed) {
    int start = startOfLast(typed);
    String head = typed.substring(0, start);
    String last = typed.substring(start);
    int colon = last.indexOf(':');
    List<Suggestion> all =
        colon > 0 && isCompleted(last.substring(0, colon))
            ? values(head, last.substring(0, colon), last.substring(colon + 1))
            : words(head, last, typed);
    Map<String, Suggestion> distinct = new LinkedHashMap<>();
    all.stream()
        .sorted(ORDER)
        .filter(each -> !each.text().equals(typed))
        .forEach(each -> distinct.putIfAbsent(each.text(), each));
    return distinct.values().stream().limit(most).toList();
  }

  private static boolean isCompleted(String key) {
    String bare = bare(key);
    return bare.equals("folder") || bare.equals("tag");
  }

  private static String bare(String key) {
    return (key.startsWith("-") ? key.substring(1) : key).toLowerCase(Locale.ROOT);
  }

  private List<Suggestion> values(String head, String key, String value) {
    boolean folder = bare(key).equals("folder");
    String begun = value.startsWith("\"") ? value.substring(1) : value;
    return view
        .completions(folder ? Completion.Kind.FOLDER : Completion.Kind.TAG, begun, most)
        .stream()
        .map(
            each ->
                new Suggestion(
                    head + key + ":" + quoted(each.text()),
                    folder ? Suggestion.Kind.FOLDER : Suggestion.Kind.TAG,
                    each.items()))
        .toList();
  }

  private static String quoted(String value) {
    return value.chars().anyMatch(c -> Character.isWhitespace(c) || c == ',')
        ? '"' + value.replace("\"", "") + '"'
        : value;
  }

  private List<Suggestion> words(String head, String last, String typed) {
    List<Suggestion> all = new ArrayList<>();
    String sign = last.startsWith("-") || last.startsWith("\"") ? last.substring(0, 1) : "";
    String begun = last.substring(sign.length());
    if (!begun.isBlank()) {
      for (Completion word : view.completions(Completion.Kind.WORD, begun, most)) {
        all.add(new Suggestion(head + sign + word.text(), Suggestion.Kind.WORD, word.items()));
      }
      for (Completion tag : view.completions(Completion.Kind.TAG, begun, most)) {
        all.add(new Suggestion(head + sign + tag.text(), Suggestion.Kind.TAG, tag.items()));
      }
      for (Completion folder : view.completions(Completion.Kind.FOLDER, begun, 2 * most)) {
        if (!folder.everywhere()) {
          all.add(
              new Suggestion(head + sign + folder.text(), Suggestion.Kind.FOLDER, folder.items()));
        }
      }
    }
    if (typed.strip().length() >= CAPTION_FROM) {
      for (Completion caption : view.completions(Completion.Kind.CAPTION, typed, most)) {
        all.add(new Suggestion(caption.text(), Suggestion.Kind.CAPTION, caption.items()));
      }
    }
    return all;
  }

  /** {@return where the last part begins: behind the last blank that is not within quotes} */
  private static int startOfLast(String typed) {
    int start = 0;
    boolean quoted = false;
    for (int at = 0; at < typed.length(); at++) {
      char c = typed.charAt(at);
      quoted ^= c == '"';
      if (!quoted && Character.isWhitespace(c)) {
        start = at + 1;
      }
    }
    return start;
  }
}
