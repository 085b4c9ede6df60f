package dev.diptych.indexer.internal.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the pictures that caption files name, counted while the texts are read. Not
 * thread-safe.
 */
public final class CaptionTally {

  private static final int NOTES_KEPT = 1000;

  private final List<String> notes = new ArrayList<>();
  private long withoutPicture;
  private long inOtherWords;

  /** {@return captions whose picture is missing or not in the index} */
  public long withoutPicture() {
    return withoutPicture;
  }

  /** {@return captions whose picture is called otherwise, or lies elsewhere, than they say} */
  public long inOtherWords() {
    return inOtherWords;
  }

  /** {@return what is to be said of whole files, a sentence without a full stop each} */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  void missing(int captions) {
    withoutPicture += captions;
  }

  void foundOtherwise(int captions) {
    inOtherWords += captions;
  }

  void note(String note) {
    if (notes.size() < NOTES_KEPT) {
      notes.add(note);
    }
  }
}
