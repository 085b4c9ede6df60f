package dev.diptych.indexer.internal.encode;

import dev.diptych.indexer.internal.items.Draft;
import org.jspecify.annotations.Nullable;

/**
 * A source before the encoder.
 *
 * @param <P> what the encoder takes
 */
public sealed interface Prepared<P> {

  /**
   * Nothing to encode.
   *
   * @param <P> what the encoder would take
   * @param finding what is known already
   */
  record Settled<P>(Finding finding) implements Prepared<P> {}

  /**
   * To be encoded.
   *
   * @param <P> what the encoder takes
   * @param draft the item
   * @param input the encoder's input
   * @param thumbnail a small JPEG of a picture, or null
   * @param cut what of it the model does not read, in a sentence without a full stop, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Fresh<P>(Draft draft, P input, byte @Nullable [] thumbnail, @Nullable String cut)
      implements Prepared<P> {}
}
