package dev.diptych.testkit.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ItmScore;
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
import dev.diptych.testkit.FakeScoring;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A model in miniature with BLIP's weakness and its cure: its vectors are bags of words, so the
 * first stage cannot tell "red circle blue square" from "blue circle red square"; its match encoder
 * counts words that stand in the same place. A "picture" is a file that holds words.
 */
public final class WordModel implements Model {

  public static final ModelFingerprint FINGERPRINT = new ModelFingerprint("ab".repeat(32));
  public static final int DIMENSION = 16;
  public static final int WORDS = 10;

  private static final int SIDE = 8; // 3·8·8 = 192 numbers, a byte of the file each

  public final AtomicInteger textRuns = new AtomicInteger();
  public final AtomicInteger imageRuns = new AtomicInteger();
  public final AtomicInteger warmUps = new AtomicInteger();
  private volatile boolean closed;
  private final Map<Integer, String> spelling = new ConcurrentHashMap<>();
  public ModelFingerprint fingerprint = FINGERPRINT;
  public int dimension = DIMENSION;

  /** How many vectors a picture has. */
  public int imageVectors = 1;

  /** The reranker, where it is to count as another model. */
  public @Nullable Bundle reranker;

  /** Which texts the second stage reads. */
  public Predicate<String> matcherReads = text -> true;

  public boolean hasText = true;
  public boolean hasMatch = true;
  public @Nullable RuntimeException matchFailure;

  /** Called before pictures are scored. */
  public volatile Runnable beforeScoring = () -> {};

  public static byte[] file(String words) {
    return words.getBytes(UTF_8);
  }

  /** Reads a "picture": one row of pixels that spell its words. */
  public static PixelValues read(
      byte[] file, String name, Function<RgbImage, PixelValues> preprocess) {
    if (file.length == 0) {
      throw new DiptychException(
          ErrorCode.UNREADABLE_IMAGE, name + " must hold a picture, but is empty");
    }
    return preprocess.apply(RgbImage.of(SIDE, SIDE, Arrays.copyOf(file, 3 * SIDE * SIDE)));
  }

  public static Embedding vector(String words) {
    float[] sum = new float[DIMENSION];
    for (String word : split(words).stream().sorted().toList()) {
      Random random = new Random(word.hashCode());
      for (int d = 0; d < DIMENSION; d++) {
        sum[d] += (float) random.nextGaussian();
      }
    }
    if (split(words).isEmpty()) {
      sum[0] = 1;
    }
    double squares = 0;
    for (float component : sum) {
      squares += component * component;
    }
    for (int d = 0; d < DIMENSION; d++) {
      sum[d] /= (float) Math.sqrt(squares);
    }
    return Embedding.of(sum);
  }

  /** {@return that of the words, and more that lie beside it, each by another word} */
  public static Embedding vectors(String words, int count) {
    float[] all = new float[count * DIMENSION];
    for (int number = 0; number < count; number++) {
      Embedding each = vector(number == 0 ? words : "%s view%s".formatted(words, number));
      System.arraycopy(each.toArray(), 0, all, number * DIMENSION, DIMENSION);
    }
    return Embedding.of(count, all);
  }

  public static PatchFeatures features(String words) {
    float[] values = new float[WORDS];
    List<String> split = split(words);
    for (int i = 0; i < Math.min(WORDS, split.size()); i++) {
      values[i] = id(split.get(i));
    }
    return PatchFeatures.of(1, WORDS, values);
  }

  public static List<String> split(String words) {
    return Arrays.stream(words.strip().split("[\\s\\u200b]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static int id(String word) {
    return 1000 + Math.floorMod(word.hashCode(), 1 << 20);
  }

  @Override
  public Bundle reranker() {
    return reranker == null ? bundle() : reranker;
  }

  @Override
  public Bundle bundle() {
    return new Bundle(
        "words",
        fingerprint,
        Path.of("words"),
        "words",
        capabilities(),
        new ModelShape(SIDE, 1, 1, WORDS, 1, 1, 1, WORDS + 2, 1 << 20, DIMENSION, imageVectors),
        FakeScoring.UNCALIBRATED,
        List.of(),
        ImportOptions.DEFAULT);
  }

  private List<Bundle.Capability> capabilities() {
    List<Bundle.Capability> can = new ArrayList<>();
    if (hasText) {
      can.add(Bundle.Capability.ITC);
    }
    if (hasMatch) {
      can.add(Bundle.Capability.ITM);
    }
    return can;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public ImageEncoder imageEncoder() {
    return new ImageEncoder() {
      @Override
      public int side() {
        return SIDE;
      }

      @Override
      public int patches() {
        return 1;
      }

      @Override
      public int width() {
        return WORDS;
      }

      @Override
      public PixelValues preprocess(RgbImage image) {
        byte[] samples = image.toArray();
        float[] values = new float[3 * SIDE * SIDE];
        for (int i = 0; i < Math.min(samples.length, values.length); i++) {
          values[i] = samples[i];
        }
        return PixelValues.of(SIDE, values);
      }

      @Override
      public List<PatchFeatures> features(List<PixelValues> batch) {
        return encode(batch).stream().map(ImageEncoding::features).toList();
      }

      @Override
      public List<ImageEncoding> encode(List<PixelValues> batch) {
        requireOpen();
        imageRuns.incrementAndGet();
        return batch.stream()
            .map(WordModel::spell)
            .map(
                words ->
                    new ImageEncoding(
                        WordModel.vectors(words, imageVectors), WordModel.features(words)))
            .toList();
      }
    };
  }

  private static String spell(PixelValues pixels) {
    StringBuilder words = new StringBuilder();
    for (float value : pixels.toArray()) {
      if (value != 0) {
        words.append((char) value);
      }
    }
    return words.toString();
  }

  @Override
  public Optional<TextEncoder> textEncoder() {
    return hasText ? Optional.of(new Words()) : Optional.empty();
  }

  private final class Words implements TextEncoder {

    @Override
    public int tokenLimit() {
      return WORDS + 2;
    }

    @Override
    public TokenizedText tokenize(String text) {
      return tokens(text);
    }

    /** Reads ASCII alone. */
    @Override
    public double foreignShare(TokenizedText tokens) {
      List<Integer> words = tokens.ids().subList(1, tokens.length() - 1);
      return words.stream()
              .filter(id -> spelling.getOrDefault(id, "").chars().anyMatch(c -> c > 127))
              .count()
          / (double) Math.max(1, words.size());
    }

    @Override
    public List<Embedding> encode(List<TokenizedText> batch) {
      textRuns.incrementAndGet();
      return batch.stream().map(WordModel.this::vectorOf).toList();
    }
  }

  private TokenizedText tokens(String text) {
    List<String> words = split(text);
    List<Integer> ids = new ArrayList<>(List.of(101));
    words.stream().limit(WORDS).map(WordModel::id).forEach(ids::add);
    ids.add(102);
    words.forEach(word -> spelling.put(id(word), word));
    return new TokenizedText(ids, words.size() > WORDS);
  }

  private Embedding vectorOf(TokenizedText text) {
    return vector(
        text.ids().subList(1, text.length() - 1).stream()
            .map(id -> spelling.getOrDefault(id, ""))
            .collect(joining(" ")));
  }

  @Override
  public Optional<MatchEncoder> matchEncoder() {
    return hasMatch ? Optional.of(new SamePlace()) : Optional.empty();
  }

  private final class SamePlace implements MatchEncoder {

    @Override
    public TokenizedText tokenize(String text) {
      return tokens(text);
    }

    @Override
    public boolean reads(String text) {
      return matcherReads.test(text);
    }

    @Override
    public List<ItmScore> scoreImages(TokenizedText text, List<PatchFeatures> images) {
      beforeScoring.run();
      return images.stream().map(image -> score(text, image)).toList();
    }

    @Override
    public List<ItmScore> scoreTexts(PatchFeatures image, List<TokenizedText> texts) {
      return texts.stream().map(text -> score(text, image)).toList();
    }

    private ItmScore score(TokenizedText text, PatchFeatures image) {
      if (matchFailure != null) {
        throw matchFailure;
      }
      float[] inPicture = image.toArray();
      int same = 0;
      for (int i = 0; i < Math.min(WORDS, text.length() - 2); i++) {
        same += text.ids().get(i + 1) == (int) inPicture[i] ? 1 : 0;
      }
      return new ItmScore(-same, same);
    }
  }

  @Override
  public Optional<Captioner> captioner() {
    return Optional.empty();
  }

  @Override
  public void warmUp() {
    warmUps.incrementAndGet();
  }

  private void requireOpen() {
    if (closed) {
      throw new DiptychException(ErrorCode.INTERNAL, "the model is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
