package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.Pictures;
import dev.diptych.core.Embedding;
import dev.diptych.core.ItmScore;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle.Capability;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.MatchEncoder;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.reranker.Reranker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A model with pictures and texts to run it on, through the product's own encoders. Does not own
 * the model. Not thread-safe.
 */
final class Subject {

  private static final int MOST_WORDS = 200;

  private final Model model;
  private final List<PixelValues> pictures = new ArrayList<>();
  private final List<Embedding> vectors = new ArrayList<>();
  private final List<PatchFeatures> features = new ArrayList<>();

  /**
   * A model before its first run.
   *
   * @param count pictures to draw, at least 1
   */
  Subject(Model model, int count) throws IOException {
    this.model = model;
    ImageEncoder encoder = model.imageEncoder();
    for (int i = 0; i < count; i++) {
      byte[] file = Pictures.file(640, 480, "png", i);
      pictures.add(encoder.preprocess(ImageReader.standard().read(file, "picture " + i)));
    }
  }

  Model model() {
    return model;
  }

  /** {@return whether it has a second stage} */
  boolean reranks() {
    return has(Capability.ITM);
  }

  /** {@return whether it has a first stage} */
  boolean recalls() {
    return has(Capability.ITC);
  }

  private boolean has(Capability capability) {
    return model.bundle().capabilities().contains(capability);
  }

  /** Encodes one picture as far as an index of this model alone keeps something of it. */
  void encodePicture() {
    List<PixelValues> batch = List.of(pictures.getFirst());
    if (!recalls()) {
      model.imageEncoder().features(batch);
    } else if (reranks()) {
      model.imageEncoder().encode(batch);
    } else {
      model.imageEncoder().vectors(batch);
    }
  }

  /** {@return the vectors of all pictures, worked out once} */
  List<Embedding> vectors() {
    seePictures();
    return Collections.unmodifiableList(vectors);
  }

  /** {@return the patch features of all pictures, worked out once} */
  List<PatchFeatures> features() {
    seePictures();
    return Collections.unmodifiableList(features);
  }

  /** In one pass a picture, as indexing does it. */
  private void seePictures() {
    for (PixelValues picture : features.isEmpty() ? pictures : List.<PixelValues>of()) {
      if (recalls()) {
        ImageEncoding encoding = model.imageEncoder().encode(List.of(picture)).getFirst();
        vectors.add(encoding.vector());
        features.add(encoding.features());
      } else {
        features.addAll(model.imageEncoder().features(List.of(picture)));
      }
    }
  }

  /** {@return texts of single letters, each of so many tokens or, where that is odd, one more} */
  static List<TokenizedText> texts(
      int count, int tokens, Function<String, TokenizedText> tokenizer) {
    SplittableRandom random = new SplittableRandom(tokens);
    List<TokenizedText> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(tokens, tokenizer, random));
    }
    return texts;
  }

  private static TokenizedText text(
      int tokens, Function<String, TokenizedText> tokenizer, SplittableRandom random) {
    List<String> letters = Vocabulary.letters();
    StringBuilder words = new StringBuilder(letters.get(random.nextInt(letters.size())));
    for (int i = 0; i < MOST_WORDS; i++) {
      TokenizedText text = tokenizer.apply(words.toString());
      if (text.length() >= tokens) {
        return text;
      }
      words.append(' ').append(letters.get(random.nextInt(letters.size())));
    }
    throw new IllegalStateException(
        String.format(Locale.ROOT, "no text of %s letters has %s tokens", MOST_WORDS, tokens));
  }

  /** {@return texts for the first stage, of 8 tokens or a little more} */
  List<TokenizedText> queries(int count) {
    return texts(count, 8, encoder()::tokenize);
  }

  private TextEncoder encoder() {
    return model.textEncoder().orElseThrow();
  }

  /** {@return the vectors of texts, each by itself as a query is} */
  List<Embedding> vectors(List<TokenizedText> texts) {
    return texts.stream().map(text -> encoder().encode(List.of(text)).getFirst()).toList();
  }

  /** {@return texts for the second stage} */
  List<TokenizedText> words(int count, int tokens) {
    return texts(count, tokens, matcher()::tokenize);
  }

  private MatchEncoder matcher() {
    return model.matchEncoder().orElseThrow();
  }

  /**
   * Scores pictures for a text, as many a run as the reranker takes.
   *
   * @return the match logits in the order of the pictures
   */
  double[] match(TokenizedText text, List<PatchFeatures> features) {
    int chunk = Reranker.picturesARun(text.length());
    return IntStream.iterate(0, done -> done < features.size(), done -> done + chunk)
        .mapToObj(done -> features.subList(done, Math.min(features.size(), done + chunk)))
        .flatMap(part -> matcher().scoreImages(text, part).stream())
        .mapToDouble(ItmScore::match)
        .toArray();
  }
}
