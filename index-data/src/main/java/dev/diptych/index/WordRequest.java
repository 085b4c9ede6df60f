package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Filter;
import dev.diptych.core.Modality;
import java.util.List;

/**
 * What is looked for in the words of items: captions, tags, titles, descriptions, names of files
 * and folders.
 *
 * @param target which items; an image has the words of the texts that belong to it, too
 * @param words what is looked for, word by word
 * @param phrases what an item's words must hold as they stand for the item to be an exact match
 * @param unwanted words and phrases whose items are left out
 * @param name the name of a file, with or without its extension, whose item is an exact match
 * @param k how many, at least 1, images with the same bytes counting as one
 * @param filter what all of them meet
 */
public record WordRequest(
    Modality target,
    String words,
    List<String> phrases,
    List<String> unwanted,
    String name,
    int k,
    Filter filter) {

  public WordRequest {
    phrases = List.copyOf(phrases);
    unwanted = List.copyOf(unwanted);
    if (k < 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "the number of matches must be at least 1, but was " + k);
    }
  }

  /** The k items that fit words best. */
  public static WordRequest of(Modality target, String words, int k) {
    return new WordRequest(target, words, List.of(), List.of(), words, k, Filter.NONE);
  }

  /** {@return this request among the items that pass a filter} */
  public WordRequest among(Filter other) {
    return new WordRequest(target, words, phrases, unwanted, name, k, other);
  }
}
