package dev.diptych.encoders;

import dev.diptych.core.Embedding;
import dev.diptych.core.PatchFeatures;
import java.util.List;

/**
 * Turns pictures into points of the joint space and into patch features. Thread-safe; calls from
 * several threads share the model's inference pool.
 */
public interface ImageEncoder {

  /** {@return the side of the square a picture is resized to, S, in pixels} */
  int side();

  /** {@return patch tokens per picture, P, the class token included} */
  int patches();

  /** {@return the vision width, W} */
  int width();

  /**
   * {@return how many pictures a call of {@link #encode} costs the least for each, at least 1} A
   * call brings the model's weights to the processor once, whatever the batch, and slows down where
   * what it works on no longer fits the processor's caches.
   */
  default int favouredBatch() {
    return 2;
  }

  /**
   * Resizes and normalises a picture as the model's preprocessing says: {@code u8 [h,w,3] -> f32
   * [3,S,S]}. Runs on the calling thread.
   */
  PixelValues preprocess(RgbImage image);

  /**
   * Encodes a batch: {@code f32 [B,3,S,S] -> B x (f32 [Q,D] unit length, f32 [P,W])}. The same
   * numbers come out whatever the batch, within 1e-5.
   *
   * @param batch at least one picture
   */
  List<ImageEncoding> encode(List<PixelValues> batch);

  /**
   * The first half of {@link #encode} alone, {@code f32 [B,3,S,S] -> B x f32 [Q,D]}: costs less
   * where the patch features are another model's.
   *
   * @param batch at least one picture
   */
  default List<Embedding> vectors(List<PixelValues> batch) {
    return encode(batch).stream().map(ImageEncoding::vector).toList();
  }

  /**
   * The second half of {@link #encode} alone, {@code f32 [B,3,S,S] -> B x f32 [P,W]}: also for
   * bundles without ITC, which cannot do the first.
   *
   * @param batch at least one picture
   */
  List<PatchFeatures> features(List<PixelValues> batch);
}
