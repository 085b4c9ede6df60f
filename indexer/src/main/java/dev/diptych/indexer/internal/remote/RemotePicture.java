package dev.diptych.indexer.internal.remote;

import dev.diptych.core.Source;

/**
 * A picture of the web that a caption file names.
 *
 * @param source its source
 */
public record RemotePicture(String source) {

  /**
   * {@return the picture that a caption file names by its address}
   *
   * @param file the file's source
   * @throws IllegalArgumentException where the reference is no address that can be fetched
   */
  public static RemotePicture of(String file, String reference) {
    return new RemotePicture(Source.ofAddress(file, RemoteAddress.of(reference).text()).uri());
  }

  /** {@return its address} */
  public String address() {
    return new Source(source).address().orElseThrow();
  }
}
