package dev.diptych.index;

import java.util.Optional;

/**
 * An index open for reading. Thread-safe. {@link #refresh} moves on to a newer commit; views of the
 * one before go on undisturbed, and its files are closed with the last of them.
 */
public interface ItemReader extends AutoCloseable {

  /**
   * {@return a view of the commit that the last {@link #refresh} found, the caller's to close}
   *
   * @throws dev.diptych.core.DiptychException INTERNAL when the reader is closed
   */
  IndexView view();

  /** {@return the small JPEG kept for these bytes; thumbnails belong to no commit} */
  Optional<byte[]> thumbnail(String contentHash);

  /** Moves on to the newest commit. {@return whether there was a newer one} */
  boolean refresh();

  /** {@return where the index is, for people} */
  String location();

  /** Closes the index once the last view is closed; no view can be opened any more. */
  @Override
  void close();
}
