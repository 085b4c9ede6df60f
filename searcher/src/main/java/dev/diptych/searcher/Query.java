package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is looked for. */
public sealed interface Query permits Query.Single, Mix {

  /** One thing: words, a picture or an item. */
  sealed interface Single extends Query permits Text, Image, IndexedItem {}

  /**
   * Words.
   *
   * @param words all that is wanted, as one sentence, at most {@link #LONGEST} characters; a search
   *     refuses words that hold nothing to look for
   * @param parts what the sentence asks for, part by part: an eighth of what the second stage reads
   *     is near to single parts; the whole sentence orders all. Empty where it is one part
   * @param checks what the second stage verifies on the pictures that fit the words: parts that
   *     must be there and parts that must not
   * @param literal what is looked for in the words of items, besides each word; empty where vectors
   *     alone are to find candidates
   */
  record Text(String words, List<String> parts, List<Check> checks, Optional<Literal> literal)
      implements Single {

    /** Most characters (UTF-16 units) of a query: many times what a model reads of one. */
    public static final int LONGEST = 32_768;

    /** Most parts, and most checks, of one query: each costs a run of the text tower, or more. */
    public static final int MOST_PARTS = 8;

    /** Words of one part with nothing to verify. */
    public Text(String words) {
      this(words, List.of(), List.of());
    }

    /** Words whose quoted phrases are the checks that are wanted. */
    public Text(String words, List<String> parts, List<Check> checks) {
      this(words, parts, checks, Optional.of(Literal.of(words, checks)));
    }

    /** {@return the same, looked for by vectors alone} */
    public Text byVectors() {
      return new Text(words, parts, checks, Optional.empty());
    }

    /** {@return the same, looked for in the words of items as this says} */
    Text with(Literal other) {
      return new Text(words, parts, checks, Optional.of(other));
    }

    /**
     * @throws DiptychException TOO_LARGE for longer words; INVALID_REQUEST for more parts or checks
     */
    public Text {
      parts = List.copyOf(parts);
      checks = List.copyOf(checks);
      requireFew("parts", parts.size());
      requireFew("words in quotes or behind a minus", checks.size());
      if (words.length() > LONGEST) {
        throw new DiptychException(
            ErrorCode.TOO_LARGE,
            "the words of a search may have at most %s characters, but these have %s; ask with fewer"
                .formatted(LONGEST, words.length()));
      }
    }

    private static void requireFew(String what, int count) {
      if (count > MOST_PARTS) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "a search may have at most %s %s, but this one has %s; ask with fewer"
                .formatted(MOST_PARTS, what, count));
      }
    }
  }

  /**
   * What was written, to be found as it stands in captions, tags, titles and names of files.
   *
   * @param typed all that is wanted; an item whose file has this name stands first
   * @param phrases an item that has all of these stands first
   * @param unwanted what has one of these is not found by its words
   */
  record Literal(String typed, List<String> phrases, List<String> unwanted) {

    public Literal {
      phrases = List.copyOf(phrases);
      unwanted = List.copyOf(unwanted);
    }

    static Literal of(String typed, List<Check> checks) {
      return new Literal(
          typed,
          checks.stream().filter(Check::wanted).map(Check::words).toList(),
          checks.stream().filter(check -> !check.wanted()).map(Check::words).toList());
    }
  }

  /**
   * Something to verify on each picture that fits the words.
   *
   * @param words what to look for
   * @param wanted whether it must be there; else it must not
   */
  record Check(String words, boolean wanted) {}

  /** An item of the index, by id: more like this one, or what fits it. */
  record IndexedItem(ItemId id) implements Single {}

  /** A picture as file bytes, in any format that can be indexed. */
  final class Image implements Single {

    private final byte[] file;
    private final String name;

    private Image(byte[] file, String name) {
      this.file = file;
      this.name = name;
    }

    /**
     * Copies a file's bytes.
     *
     * @param file the bytes of a picture file
     */
    public static Image of(byte[] file) {
      return named("the query picture", file);
    }

    /**
     * Copies a file's bytes.
     *
     * @param name what to call the picture in errors
     * @param file the bytes of a picture file
     */
    public static Image named(String name, byte[] file) {
      return new Image(file.clone(), name);
    }

    /**
     * {@return what to call it in errors; two pictures of one content are equal whatever their
     * names}
     */
    public String name() {
      return name;
    }

    /** {@return a copy of the file's bytes} */
    public byte[] toArray() {
      return file.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Image that && Arrays.equals(file, that.file);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(file);
    }

    @Override
    public String toString() {
      return "Image[" + file.length + " bytes]";
    }
  }
}
