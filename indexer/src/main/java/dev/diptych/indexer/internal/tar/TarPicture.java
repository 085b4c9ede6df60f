package dev.diptych.indexer.internal.tar;

import dev.diptych.core.Source;
import dev.diptych.indexer.internal.crawl.FoundFile;

/**
 * A member of an archive that is called like a picture.
 *
 * @param archive as the crawl met it
 * @param packed whether the archive is packed, so that it is read in order
 * @param member where it lies
 */
public record TarPicture(FoundFile archive, boolean packed, TarMember member) {

  /** {@return its source} */
  public String source() {
    return Source.ofMember(archive.source(), member.name(), member.offset()).uri();
  }

  /** {@return it as a file, which is as old as its archive} */
  public FoundFile file() {
    return new FoundFile(
        source(), member.bytes(), archive.modifiedMillis(), archive.changedMillis());
  }
}
