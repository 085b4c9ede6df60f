package dev.diptych.benchmarks.ingest;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TextEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A model that adds up how long its image encoder was at work. Closing it closes nothing. */
final class TimedModel implements Model {

  private final Model model;
  private final AtomicLong encodingNanos = new AtomicLong();

  TimedModel(Model model) {
    this.model = model;
  }

  /** {@return how long calls of the image encoder took, together} */
  Duration encoding() {
    return Duration.ofNanos(encodingNanos.get());
  }

  @Override
  public Bundle bundle() {
    return model.bundle();
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public ImageEncoder imageEncoder() {
    return new TimedEncoder(model.imageEncoder(), encodingNanos);
  }

  @Override
  public Optional<TextEncoder> textEncoder() {
    return model.textEncoder();
  }

  @Override
  public Optional<MatchEncoder> matchEncoder() {
    return model.matchEncoder();
  }

  @Override
  public Optional<Captioner> captioner() {
    return model.captioner();
  }

  @Override
  public void warmUp() {
    model.warmUp();
  }

  @Override
  public void close() {}

  private record TimedEncoder(ImageEncoder encoder, AtomicLong nanos) implements ImageEncoder {

    @Override
    public int side() {
      return encoder.side();
    }

    @Override
    public int patches() {
      return encoder.patches();
    }

    @Override
    public int width() {
      return encoder.width();
    }

    @Override
    public PixelValues preprocess(RgbImage image) {
      return encoder.preprocess(image);
    }

    @Override
    public List<ImageEncoding> encode(List<PixelValues> batch) {
      long start = System.nanoTime();
      List<ImageEncoding> encodings = encoder.encode(batch);
      nanos.addAndGet(System.nanoTime() - start);
      return encodings;
    }

    @Override
    public List<PatchFeatures> features(List<PixelValues> batch) {
      return encoder.features(batch);
    }
  }
}
