package dev.diptych.encoders;

import dev.diptych.core.Facts;
import dev.diptych.encoders.internal.facts.FileFactsReader;
import java.util.Optional;

/**
 * Reads what picture files say of themselves, and what {@code .xmp} files beside them add. Never
 * fails: damaged metadata say nothing. Stateless.
 */
public final class FactsReader {

  /**
   * The number of the rules by which facts are read; a new one makes indexes read them again, from
   * thumbnails what they tell, without encoding anything. From 2 on the words of items are kept,
   * from 3 on a picture's look, which {@link Looks} takes.
   */
  public static final int RULES = 3;

  /** As many bytes of an {@code .xmp} file as are read at most. */
  public static final int MOST_SIDECAR_BYTES = 4 << 20;

  private FactsReader() {}

  /**
   * {@return the facts of a picture} Where sources differ, the {@code .xmp} file counts more than
   * the picture's file, and in that EXIF more than XMP and IPTC for when and by what it was taken,
   * and less for words. Costs a few milliseconds for each 10 MB.
   *
   * @param file the picture file's bytes
   * @param sidecar the bytes of the {@code .xmp} file beside it
   */
  public static Facts read(byte[] file, Optional<byte[]> sidecar) {
    return FileFactsReader.read(file, sidecar).with(new Facts.Reading(RULES, 0, 0));
  }
}
