package dev.diptych.searcher;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItemId;
import java.util.Arrays;

/** What is looked for. */
public sealed interface Query {

  /**
   * Words.
   *
   * @param words at most {@link #LONGEST} characters; a search refuses words that hold nothing to
   *     look for
   */
  record Text(String words) implements Query {

    /** Most characters (UTF-16 units) of a query: many times what a model reads of one. */
    public static final int LONGEST = 32_768;

    /**
     * @throws DiptychException TOO_LARGE for longer words
     */
    public Text {
      if (words.length() > LONGEST) {
        throw new DiptychException(
            ErrorCode.TOO_LARGE,
            "the words of a search may have at most %s characters, but these have %s; ask with fewer"
                .formatted(LONGEST, words.length()));
      }
    }
  }

  /** An item of the index, by id: more like this one, or what fits it. */
  record IndexedItem(ItemId id) implements Query {}

  /** A picture as file bytes, in any format that can be indexed. */
  final class Image implements Query {

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
