package dev.diptych.library;

import dev.diptych.core.Item;
import dev.diptych.searcher.Duplicates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that are the same, as scripts read it: {@code diptych duplicates --json} and the REST
 * API write this record, fields in this order. Fields are added, never renamed or removed.
 *
 * @param sameContent groups of files with the same bytes, the largest first
 * @param lookAlike groups of pictures of different bytes that show the same, the largest first
 * @param compared how many pictures of different bytes were compared
 * @param unknown how many of them could not be compared by their looks, which no index run has
 *     taken
 */
public record DuplicatesAnswer(
    List<Group> sameContent, List<Group> lookAlike, int compared, int unknown) {

  /** The answer in this form. */
  public static DuplicatesAnswer of(Duplicates found) {
    return new DuplicatesAnswer(
        found.sameContent().stream()
            .map(group -> new Group(group.stream().map(item -> Picture.of(item, 0, null)).toList()))
            .toList(),
        found.lookAlike().stream()
            .map(group -> new Group(group.stream().map(Picture::of).toList()))
            .toList(),
        found.compared(),
        found.unknown());
  }

  /** Pictures that are the same in one sense, two or more; the first is the one to keep, if any. */
  public record Group(List<Picture> pictures) {}

  /**
   * One of them.
   *
   * @param hashBits in how many of 64 bits its perceptual hash differs from that of the first
   * @param cosine of its vector and that of the first; null where the bytes are the same
   */
  public record Picture(
      String id,
      String path,
      String source,
      int width,
      int height,
      long bytes,
      String contentHash,
      int hashBits,
      @Nullable Double cosine) {

    static Picture of(Duplicates.LookAlike alike) {
      return of(alike.item(), alike.hashBits(), alike.cosine());
    }

    static Picture of(Item item, int hashBits, @Nullable Double cosine) {
      return new Picture(
          item.id().value(),
          item.source().whereabouts(),
          item.source().uri(),
          item.width(),
          item.height(),
          item.bytes(),
          item.contentHash(),
          hashBits,
          cosine);
    }
  }
}
