package dev.diptych.indexer.internal.tar;

import java.io.Closeable;
import java.io.IOException;

/** The bytes of an archive, to be read from its beginning on. Not thread-safe. */
interface Tape extends Closeable {

  /**
   * {@return so many bytes from a place on; fewer where the archive ends before}
   *
   * @param at not before the end of what was read or reached last
   */
  byte[] read(long at, int most) throws IOException;

  /**
   * {@return whether the archive goes on to a place at least}
   *
   * @param at not before the end of what was read or reached last
   */
  boolean reaches(long at) throws IOException;
}
