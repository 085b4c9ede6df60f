package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;

/**
 * What an index is made for; fixed for the life of a generation and checked at every opening.
 *
 * @param retriever the model whose vectors it holds
 * @param reranker the model whose patch features it holds, or is to be read by where it stores
 *     none; often the retriever
 * @param dimension D of the vectors, 1 to 4096
 * @param imageVectors Q, how many vectors an image has, 1 to 64; a text has one
 * @param patches P of the patch features, at least 1 where these are stored
 * @param width W of the patch features, at least 1 where these are stored
 * @param features how patch features are stored
 * @param tokens how many tokens are kept of an image: P, or a token budget of 2 to P - 1, to which
 *     they are merged before they are stored, or read where none are stored
 */
public record IndexSpec(
    NamedModel retriever,
    NamedModel reranker,
    int dimension,
    int imageVectors,
    int patches,
    int width,
    FeatureFormat features,
    int tokens) {

  /** The largest D of an index. */
  public static final int MOST_DIMENSIONS = 4096;

  /** The largest Q of an index: each costs a graph, and every search asks them all. */
  public static final int MOST_IMAGE_VECTORS = 64;

  private static final long MOST_FEATURE_BYTES = 1L << 30;

  private static final int LEAST_TOKENS = 2;

  /** Room for what a record holds of a token beside its numbers. */
  private static final int PER_TOKEN_BYTES = 8;

  public IndexSpec {
    if (dimension < 1 || dimension > MOST_DIMENSIONS) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "an index holds vectors of 1 to %s dimensions, but the model %s makes %s; use another model"
              .formatted(MOST_DIMENSIONS, retriever.name(), dimension));
    }
    if (imageVectors < 1 || imageVectors > MOST_IMAGE_VECTORS) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "an index holds 1 to %s vectors of a picture, but the model %s makes %s; use another model"
              .formatted(MOST_IMAGE_VECTORS, retriever.name(), imageVectors));
    }
    int least = features == FeatureFormat.NONE ? 0 : 1;
    if (patches < least || width < least) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "stored patch features need at least 1 patch and width 1, but the model %s has [%s, %s]; index without features"
              .formatted(reranker.name(), patches, width));
    }
    if (tokens != patches && (tokens < LEAST_TOKENS || tokens > patches)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a token budget must be %s to %s, the tokens that the model %s makes of a picture, but was %s; choose another, or leave it out to keep all"
              .formatted(LEAST_TOKENS, patches, reranker.name(), tokens));
    }
    if ((double) tokens * (width * (double) features.bytesPerNumber() + PER_TOKEN_BYTES)
        > MOST_FEATURE_BYTES) {
      throw new DiptychException(
          ErrorCode.TOO_LARGE,
          "the patch features of one image may take %s bytes, but [%s, %s] as %s take more; use int8 or none"
              .formatted(MOST_FEATURE_BYTES, tokens, width, features));
    }
  }

  /** A spec of one model for both, with one vector of an image, that keeps all tokens. */
  public IndexSpec(
      ModelFingerprint model,
      String modelName,
      int dimension,
      int patches,
      int width,
      FeatureFormat features) {
    this(
        new NamedModel(model, modelName),
        new NamedModel(model, modelName),
        dimension,
        1,
        patches,
        width,
        features,
        patches);
  }

  /** {@return this spec with another number of vectors of an image} */
  public IndexSpec withImageVectors(int count) {
    return new IndexSpec(retriever, reranker, dimension, count, patches, width, features, tokens);
  }

  /** {@return this spec with another number of tokens kept} */
  public IndexSpec withTokens(int kept) {
    return new IndexSpec(
        retriever, reranker, dimension, imageVectors, patches, width, features, kept);
  }

  /** {@return this spec with patch features of another model} */
  public IndexSpec withReranker(NamedModel other, int otherPatches, int otherWidth) {
    return new IndexSpec(
        retriever,
        other,
        dimension,
        imageVectors,
        otherPatches,
        otherWidth,
        features,
        otherPatches);
  }

  /** {@return the fingerprint of the model whose vectors it holds} */
  public ModelFingerprint model() {
    return retriever.fingerprint();
  }

  /** {@return the name of that model} */
  public String modelName() {
    return retriever.name();
  }

  /** {@return how many vectors an item of this modality has} */
  public int vectors(Modality modality) {
    return modality == Modality.IMAGE ? imageVectors : 1;
  }

  /** {@return whether tokens are merged to a budget below P} */
  public boolean mergesTokens() {
    return tokens < patches;
  }
}
