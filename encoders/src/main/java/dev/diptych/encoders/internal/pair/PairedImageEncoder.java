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
    return retriever.vectors(batch);
  }

  @Override
  public List<PatchFeatures> features(List<PixelValues> batch) {
    return reranker.features(batch.stream().map(PairedImageEncoder::second).toList());
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
