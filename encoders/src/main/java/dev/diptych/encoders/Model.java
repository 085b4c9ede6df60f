package dev.diptych.encoders;

import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.Scoring;
import java.util.Optional;

/**
 * A bundle in memory, ready to encode. What a bundle lacks is an empty part. Thread-safe; {@link
 * #close} frees native memory, after which no part may be used.
 */
public interface Model extends AutoCloseable {

  /** {@return the bundle this model runs} */
  Bundle bundle();

  /** {@return the bundle's identity} */
  default ModelFingerprint fingerprint() {
    return bundle().fingerprint();
  }

  /**
   * {@return the bundle that gives patch features and scores pairs: this model's own, or the second
   * one's where two are put together}
   */
  default Bundle reranker() {
    return bundle();
  }

  /** {@return how its numbers become an order and a probability} */
  default Scoring scoring() {
    return bundle().scoring();
  }

  /** {@return the width of the joint space, D; 0 where the bundle lacks ITC} */
  int dimension();

  /** {@return the picture half; every bundle has one} */
  ImageEncoder imageEncoder();

  /** {@return the text half of ITC} */
  Optional<TextEncoder> textEncoder();

  /** {@return the image-grounded encoder (ITM)} */
  Optional<MatchEncoder> matchEncoder();

  /**
   * {@return what says where words are in a picture; empty where nothing looks at patches, and
   * where a bundle was compiled before there were graphs for it}
   */
  default Optional<Explainer> explainer() {
    return Optional.empty();
  }

  /** {@return the image-grounded decoder} */
  Optional<Captioner> captioner();

  /** Runs every graph once on blank input, so that the first request does not pay for start-up. */
  void warmUp();

  @Override
  void close();
}
