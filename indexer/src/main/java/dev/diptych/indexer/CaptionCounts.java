package dev.diptych.indexer;

import java.util.List;

/**
 * What became of the pictures that caption files name.
 *
 * @param withoutPicture captions that found no picture: it is missing, not indexed, or several fit
 * @param inOtherWords captions whose picture is spelled otherwise, or lies in another folder, than
 *     they say; the one file that fits was taken
 * @param notes what is to be said of whole caption files, such as that one names no pictures; a
 *     line each
 */
public record CaptionCounts(long withoutPicture, long inOtherWords, List<String> notes) {

  /** Nothing to tell. */
  static final CaptionCounts NONE = new CaptionCounts(0, 0, List.of());

  public CaptionCounts {
    notes = List.copyOf(notes);
  }
}
