package dev.diptych.testkit.fakes;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelShape;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexSpec;
import dev.diptych.testkit.FakeScoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A model whose vectors are drawn from a generator seeded with what is encoded: equal inputs get
 * equal vectors, different ones different vectors. Counts what it encodes, and fails on request.
 */
public class HashingModel implements Model {

  public static final int SIDE = 4;
  public static final int PATCHES = 2;
  public static final int WIDTH = 3;
  public static final int DIMENSION = 8;

  /** Pictures a call, as the model would have it. */
  public static final int FAVOURED_BATCH = 3;

  /** The top left pixel of a picture that the encoder chokes on. */
  public static final int POISON_RGB = 0x01FE37;

  /** A text that the encoder chokes on. */
  public static final String POISON_TEXT = "poison";

  private static final ModelFingerprint FINGERPRINT = new ModelFingerprint("ab".repeat(32));

  public final List<Integer> imageBatches = new ArrayList<>();
  public final List<Integer> textBatches = new ArrayList<>();
  public volatile Runnable beforeImages = () -> {};
  public volatile Consumer<RgbImage> beforePreprocess = image -> {};
  private static final int BEGIN = 101;
  private static final int END = 102;

  private final boolean withTexts;
  private volatile boolean closed;

  public HashingModel() {
    this(true);
  }

  public HashingModel(boolean withTexts) {
    this.withTexts = withTexts;
  }

  public static IndexSpec spec() {
    return new IndexSpec(FINGERPRINT, "hashing", DIMENSION, PATCHES, WIDTH, FeatureFormat.F32);
  }

  public int encodedImages() {
    return imageBatches.stream().mapToInt(Integer::intValue).sum();
  }

  public int encodedTexts() {
    return textBatches.stream().mapToInt(Integer::intValue).sum();
  }

  public void forget() {
    imageBatches.clear();
    textBatches.clear();
  }

  @Override
  public Bundle bundle() {
    return new Bundle(
        "hashing",
        FINGERPRINT,
        Path.of("nowhere"),
        "hashing",
        withTexts ? List.of(Bundle.Capability.ITC) : List.of(),
        new ModelShape(SIDE, 2, PATCHES, WIDTH, 1, 1, 1, 16, 1000, DIMENSION),
        FakeScoring.UNCALIBRATED,
        List.of(),
        ImportOptions.DEFAULT);
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public ImageEncoder imageEncoder() {
    return new Images();
  }

  @Override
  public Optional<TextEncoder> textEncoder() {
    return withTexts ? Optional.of(new Texts()) : Optional.empty();
  }

  @Override
  public Optional<MatchEncoder> matchEncoder() {
    return Optional.empty();
  }

  @Override
  public Optional<Captioner> captioner() {
    return Optional.empty();
  }

  @Override
  public void warmUp() {}

  private void requireOpen() {
    if (closed) {
      throw new DiptychException(ErrorCode.INTERNAL, "the model is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  public static Embedding vector(long seed) {
    Random random = new Random(seed);
    float[] components = new float[DIMENSION];
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      components[i] = (float) random.nextGaussian();
      squares += components[i] * components[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      components[i] /= (float) Math.sqrt(squares);
    }
    return Embedding.of(components);
  }

  private final class Images implements ImageEncoder {

    @Override
    public int side() {
      return SIDE;
    }

    @Override
    public int patches() {
      return PATCHES;
    }

    @Override
    public int width() {
      return WIDTH;
    }

    @Override
    public int favouredBatch() {
      return FAVOURED_BATCH;
    }

    @Override
    public PixelValues preprocess(RgbImage image) {
      beforePreprocess.accept(image);
      byte[] rgb = image.toArray();
      float[] values = new float[3 * SIDE * SIDE];
      values[0] = (rgb[0] & 0xff) << 16 | (rgb[1] & 0xff) << 8 | (rgb[2] & 0xff);
      values[1] = Arrays.hashCode(rgb) >>> 8;
      return PixelValues.of(SIDE, values);
    }

    @Override
    public List<PatchFeatures> features(List<PixelValues> batch) {
      return encode(batch).stream().map(ImageEncoding::features).toList();
    }

    @Override
    public List<ImageEncoding> encode(List<PixelValues> batch) {
      requireOpen();
      beforeImages.run();
      List<ImageEncoding> encodings = new ArrayList<>();
      for (PixelValues pixels : batch) {
        float[] values = pixels.toArray();
        if (values[0] == POISON_RGB) {
          throw new IllegalStateException("choked on a picture");
        }
        encodings.add(
            new ImageEncoding(
                vector(Arrays.hashCode(values)),
                PatchFeatures.of(PATCHES, WIDTH, new float[] {values[0], values[1], 2, 3, 4, 5})));
      }
      imageBatches.add(batch.size());
      return encodings;
    }
  }

  private final class Texts implements TextEncoder {

    @Override
    public int tokenLimit() {
      return 16;
    }

    @Override
    public TokenizedText tokenize(String text) {
      List<Integer> ids = new ArrayList<>();
      ids.add(BEGIN);
      String[] words = text.strip().split("\\s+", -1);
      for (String word : words) {
        if (!word.isEmpty() && ids.size() < tokenLimit() - 1) {
          ids.add(word.hashCode());
        }
      }
      ids.add(END);
      return new TokenizedText(ids, words.length > tokenLimit() - 2);
    }

    @Override
    public List<Embedding> encode(List<TokenizedText> batch) {
      for (TokenizedText text : batch) {
        if (text.ids().contains(POISON_TEXT.hashCode())) {
          throw new IllegalStateException("choked on a text");
        }
      }
      textBatches.add(batch.size());
      return batch.stream().map(text -> vector(text.ids().hashCode())).toList();
    }
  }
}
