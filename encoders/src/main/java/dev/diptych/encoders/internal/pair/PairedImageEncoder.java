package dev.diptych.encoders.internal.pair;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * Both picture halves: a picture is prepared for each, and passes both.
 *
 * @param retriever gives the vectors
 * @param reranker gives the patch features
 */
record PairedImageEncoder(ImageEncoder retriever, ImageEncoder reranker) implements ImageEncoder {

  @Override
  public int side() {
    return retriever.side();
  }

  @Override
  public int patches() {
    return reranker.patches();
  }

  @Override
  public int width() {
    return reranker.width();
  }

  /** {@inheritDoc} Each half takes a batch in slices of the size that it favours itself. */
  @Override
  public int favouredBatch() {
    return Math.max(retriever.favouredBatch(), reranker.favouredBatch());
  }

  @Override
  public PixelValues preprocess(RgbImage image) {
    return retriever.preprocess(image).with(reranker.preprocess(image));
  }

  @Override
  public List<ImageEncoding> encode(List<PixelValues> batch) {
    List<Embedding> vectors = vectors(batch);
    List<PatchFeatures> features = features(batch);
    List<ImageEncoding> encodings = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      encodings.add(new ImageEncoding(vectors.get(i), features.get(i)));
    }
    return encodings;
  }

  @Override
  public List<Embedding> vectors(List<PixelValues> batch) {
    return slices(batch, retriever).flatMap(slice -> retriever.vectors(slice).stream()).toList();
  }

  @Override
  public List<PatchFeatures> features(List<PixelValues> batch) {
    List<PixelValues> seconds = batch.stream().map(PairedImageEncoder::second).toList();
    return slices(seconds, reranker).flatMap(slice -> reranker.features(slice).stream()).toList();
  }

  private static Stream<List<PixelValues>> slices(List<PixelValues> batch, ImageEncoder half) {
    return batch.stream().gather(Gatherers.windowFixed(half.favouredBatch()));
  }

  private static PixelValues second(PixelValues pixels) {
    return pixels
        .companion()
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.INTERNAL,
                    "pixel values of two models must be prepared for both, but are for one"));
  }
}
