package dev.diptych.encoders.internal.grounding;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.GroundingFit;
import dev.diptych.encoders.KindWords;
import dev.diptych.encoders.WordKind;
import dev.diptych.encoders.WordKind.Head;
import dev.diptych.encoders.WordKind.Role;
import dev.diptych.encoders.internal.text.WordPieces;
import dev.diptych.encoders.internal.text.WordSplitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Finds the heads that look for each kind of word. */
public final class GroundingSearch implements GroundingFit {

  /** Heads that are nearly as good as the best look with it: two of them are steadier than one. */
  private static final double NEARLY = .9;

  private static final int MOST_HEADS = 2;

  /** Pairs whose looks are kept for relations and the ground, which are judged by their things. */
  private static final int KEPT = 400;

  private final List<KindWords> kinds;
  private final WordSplitter splitter;
  private final BiFunction<String, PatchFeatures, Looks> reader;
  private final Random random;
  private final Grounding bare;
  private final Map<String, HeadTable> apart = new HashMap<>();
  private final Map<String, PresenceFit> presence = new LinkedHashMap<>();
  private final List<Read> kept = new ArrayList<>();

  /** A caption that was read with its picture. */
  private record Read(Sentence sentence, Looks looks) {}

  /**
   * @param reader reads a text with a picture
   * @param seed decides which words are exchanged
   */
  public GroundingSearch(
      List<KindWords> kinds,
      WordSplitter splitter,
      BiFunction<String, PatchFeatures, Looks> reader,
      long seed) {
    this.kinds = List.copyOf(kinds);
    this.splitter = splitter;
    this.reader = reader;
    this.random = new Random(seed);
    this.bare =
        new Grounding("", kinds.stream().map(it -> kind(it, List.of(), List.of(), null)).toList());
  }

  private static WordKind kind(
      KindWords words, List<Head> heads, List<Head> reference, WordKind.@Nullable Probe probe) {
    return new WordKind(words.name(), words.role(), words.words(), heads, reference, probe);
  }

  @Override
  public void add(String caption, PatchFeatures image) {
    Read read = read(caption, image);
    addDivergences(read);
    if (kept.size() < KEPT) {
      kept.add(read);
    }
    addPresence(read, -1);
    List<Word> exchangeable =
        read.sentence().words().stream()
            .filter(word -> !replacements(word, read).isEmpty())
            .toList();
    if (!exchangeable.isEmpty()) {
      Word word = exchangeable.get(random.nextInt(exchangeable.size()));
      List<String> others = replacements(word, read);
      WordPieces old = word.pieces();
      String changed =
          caption.substring(0, old.start())
              + others.get(random.nextInt(others.size()))
              + caption.substring(old.end());
      addPresence(read(changed, image), word.place());
    }
  }

  private Read read(String text, PatchFeatures image) {
    return new Read(Sentence.of(splitter.split(text), bare), reader.apply(text, image));
  }

  /** {@return words of the same kind and form that the caption does not say} */
  private List<String> replacements(Word word, Read read) {
    List<String> others = new ArrayList<>();
    for (KindWords kind : kinds) {
      if (word.kind().filter(it -> it.name().equals(kind.name())).isEmpty()
          || kind.role() == Role.MODIFIER
          || kind.role() == Role.GROUND
          || kind.general().contains(word.pieces().word().toLowerCase(Locale.ROOT))) {
        continue;
      }
      String lower = word.pieces().word().toLowerCase(Locale.ROOT);
      for (List<String> group : kind.groups()) {
        int form = formOf(lower, kind);
        boolean said =
            read.sentence().words().stream()
                .anyMatch(it -> group.contains(it.pieces().word().toLowerCase(Locale.ROOT)));
        if (!said && form < group.size()) {
          others.add(group.get(form));
        }
      }
    }
    return others;
  }

  private static int formOf(String word, KindWords kind) {
    return kind.groups().stream()
        .filter(group -> group.contains(word))
        .mapToInt(group -> group.indexOf(word))
        .findFirst()
        .orElseThrow();
  }

  private void addPresence(Read read, int exchanged) {
    WordLooks looks = new WordLooks(read.looks());
    for (Word word : read.sentence().words()) {
      word.kind()
          .filter(kind -> kind.role() != Role.MODIFIER && kind.role() != Role.GROUND)
          .ifPresent(
              kind ->
                  presence
                      .computeIfAbsent(kind.name(), name -> new PresenceFit())
                      .add(looks.row(word), word.place() != exchanged));
    }
  }

  private void addDivergences(Read read) {
    WordLooks looks = new WordLooks(read.looks());
    List<Word> words = read.sentence().words();
    for (Word a : words) {
      for (Word b : words) {
        if (a.place() < b.place() && isComparable(a, b)) {
          apart
              .computeIfAbsent(a.kind().orElseThrow().name(), name -> new HeadTable())
              .add(
                  read.looks(),
                  head -> Divergence.onPatches(looks.byHead(a, head), looks.byHead(b, head)));
        }
      }
    }
  }

  private static boolean isComparable(Word a, Word b) {
    return (a.is(Role.THING) || a.is(Role.ATTRIBUTE))
        && a.kind().equals(b.kind())
        && !a.pieces().word().equalsIgnoreCase(b.pieces().word());
  }

  @Override
  public Grounding finish(String fittedOn) {
    List<WordKind> things = new ArrayList<>();
    for (KindWords kind : kinds) {
      HeadTable table = apart.getOrDefault(kind.name(), new HeadTable());
      WordKind.Probe probe =
          presence.getOrDefault(kind.name(), new PresenceFit()).fit().orElse(null);
      things.add(kind(kind, table.best(NEARLY, MOST_HEADS), List.of(), probe));
    }
    Grounding known = new Grounding(fittedOn, things);
    List<WordKind> all = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      KindWords words = kinds.get(i);
      WordKind.Probe probe = things.get(i).presence();
      switch (words.role()) {
        case THING, ATTRIBUTE -> {
          if (!things.get(i).heads().isEmpty()) {
            all.add(things.get(i));
          }
        }
        case MODIFIER -> all.add(things.get(i));
        case RELATION -> {
          List<Head> before = ofRelation(words, known, 1);
          if (!before.isEmpty()) {
            all.add(kind(words, before, ofRelation(words, known, -1), probe));
          }
        }
        case GROUND -> {
          List<Head> ground = ofGround(words, known);
          if (!ground.isEmpty()) {
            all.add(kind(words, ground, List.of(), probe));
          }
        }
      }
    }
    return new Grounding(fittedOn, all);
  }

  /**
   * The head that looks most at the thing before a relation and least at the one behind, or the
   * other way round.
   */
  private List<Head> ofRelation(KindWords words, Grounding known, int sign) {
    HeadTable table = new HeadTable();
    for (Read read : kept) {
      Sentence sentence = Sentence.of(pieces(read), known);
      WordLooks looks = new WordLooks(read.looks());
      for (Word word : sentence.words()) {
        if (isOf(word, words)
            && sentence.thingBefore(word).isPresent()
            && sentence.thingBehind(word).isPresent()) {
          float[] before = looks.of(sentence.thingBefore(word).orElseThrow());
          float[] behind = looks.of(sentence.thingBehind(word).orElseThrow());
          table.add(
              read.looks(),
              head -> {
                float[] look = looks.byHead(word, head);
                return sign * (Divergence.overlap(look, before) - Divergence.overlap(look, behind));
              });
        }
      }
    }
    return table.best(1, 1);
  }

  /** The head that looks, for the ground and what is said of it, most at where no thing is. */
  private List<Head> ofGround(KindWords words, Grounding known) {
    HeadTable table = new HeadTable();
    for (Read read : kept) {
      Sentence sentence = Sentence.of(pieces(read), known);
      WordLooks looks = new WordLooks(read.looks());
      for (Phrase phrase : sentence.phrases()) {
        List<float[]> others =
            sentence.phrases().stream()
                .filter(it -> it.words().getLast().is(Role.THING))
                .map(looks::of)
                .toList();
        if (isOf(phrase.words().getLast(), words) && !others.isEmpty()) {
          table.add(
              read.looks(),
              head ->
                  phrase.words().stream()
                      .mapToDouble(word -> Divergence.beside(looks.byHead(word, head), others))
                      .average()
                      .orElse(0));
        }
      }
    }
    return table.best(1, 1);
  }

  private static List<WordPieces> pieces(Read read) {
    return read.sentence().words().stream().map(Word::pieces).toList();
  }

  private static boolean isOf(Word word, KindWords words) {
    return word.kind().filter(kind -> kind.name().equals(words.name())).isPresent();
  }
}
