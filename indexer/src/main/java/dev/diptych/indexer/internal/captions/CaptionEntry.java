package dev.diptych.indexer.internal.captions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of a caption file. */
public sealed interface CaptionEntry {

  /**
   * The entry's place: of a CSV file the number of the record, the header being row 1, as
   * spreadsheets count; of lines the number of the line; of a JSON document that of the entry.
   */
  int row();

  /** {@return the line on which the entry begins, from 1; 0 where the file has no lines} */
  int line();

  /**
   * An entry that can be used.
   *
   * @param row its place
   * @param line the line on which it begins
   * @param image the picture as the file names it, null where the texts stand alone
   * @param texts at least one text, none of them blank
   */
  record Texts(int row, int line, @Nullable String image, List<String> texts)
      implements CaptionEntry {

    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /**
   * An entry that names a picture of the web and says nothing of it, as lists of addresses do.
   *
   * @param row its place
   * @param line the line on which it begins
   * @param image the picture's address
   */
  record Address(int row, int line, String image) implements CaptionEntry {}

  /**
   * An entry without a usable text.
   *
   * @param row its place
   * @param line the line on which it begins
   * @param image the picture it names all the same, or null
   * @param reason why, in a sentence without a full stop
   */
  record Unusable(int row, int line, @Nullable String image, String reason)
      implements CaptionEntry {}

  /** {@return the picture as the file names it, or null} */
  @Nullable String image();
}
