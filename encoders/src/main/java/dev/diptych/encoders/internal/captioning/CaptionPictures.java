package dev.diptych.encoders.internal.captioning;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.internal.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.List;

/** The pictures that captions are of, as the decoder looks at them: a picture for each row. */
public final class CaptionPictures {

  private final List<PatchFeatures> images;
  private List<Integer> shown = List.of();

  /**
   * @param images of one shape, {@code f32 [P,W]}
   */
  public CaptionPictures(List<PatchFeatures> images) {
    this.images = images;
  }

  /** Shows each row its picture; copies features only where rows have changed. */
  void show(CaptionDecoder decoder, List<Integer> pictureOfRow) {
    boolean one = pictureOfRow.stream().distinct().count() == 1;
    List<Integer> wanted = one ? pictureOfRow.subList(0, 1) : pictureOfRow;
    if (wanted.equals(shown)) {
      return;
    }
    PatchFeatures first = images.getFirst();
    FloatBuffer values = Tensor.floats((long) wanted.size() * first.patches() * first.width());
    for (int picture : wanted) {
      images.get(picture).copyTo(values);
    }
    values.flip();
    decoder.show(new Tensor.Floats(values, wanted.size(), first.patches(), first.width()));
    shown = List.copyOf(wanted);
  }
}
