package dev.diptych.searcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.fakes.MemoryReader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A real index of pictures and texts, numbered from 0 in the order they are added. What was added
 * can be found after a commit.
 */
final class SceneIndex implements AutoCloseable {

  private static final int BATCH = 32;

  private final Model model;
  private final IndexFolder folder;
  private final ItemWriter writer;
  private final TokenBudget budget;

  SceneIndex(Path folder, Model model, FeatureFormat features) {
    this(folder, model, features, model.imageEncoder().patches());
  }

  SceneIndex(Path folder, Model model, FeatureFormat features, int tokens) {
    this(folder, model, features, tokens, IndexFolder::openWriter);
  }

  private SceneIndex(
      Path folder,
      Model model,
      FeatureFormat features,
      int tokens,
      BiFunction<IndexFolder, IndexSpec, ItemWriter> opening) {
    this.model = model;
    this.folder = IndexFolder.at(folder);
    ImageEncoder images = model.imageEncoder();
    this.writer =
        opening.apply(
            this.folder,
            new IndexSpec(
                    model.fingerprint(),
                    model.bundle().name(),
                    model.dimension(),
                    images.patches(),
                    images.width(),
                    features)
                .withTokens(tokens));
    this.budget = new TokenBudget(tokens);
  }

  /** A new generation of an index that others may have open. */
  static SceneIndex rebuilt(Path folder, Model model, FeatureFormat features, int tokens) {
    return new SceneIndex(folder, model, features, tokens, IndexFolder::rebuild);
  }

  static ItemId picture(int number) {
    return MemoryReader.id("image", number);
  }

  static ItemId text(int number) {
    return MemoryReader.id("texts", number);
  }

  /** The number in an id of this index. */
  static int number(ItemId id) {
    return Integer.parseInt(id.value().substring(5));
  }

  /** Adds or replaces pictures, from the given number on. */
  void addPictures(int first, List<byte[]> files) {
    ImageEncoder encoder = model.imageEncoder();
    for (int from = 0; from < files.size(); from += BATCH) {
      List<byte[]> batch = files.subList(from, Math.min(files.size(), from + BATCH));
      List<PixelValues> pixels =
          batch.stream()
              .map(file -> encoder.preprocess(ImageReader.standard().read(file, "a scene")))
              .toList();
      List<ImageEncoding> encodings = encoder.encode(pixels);
      for (int i = 0; i < batch.size(); i++) {
        ItemId id = picture(first + from + i);
        byte[] file = batch.get(i);
        String source = "file:///no-such-folder/%s.png".formatted(id);
        Item item = Item.image(id, source, ContentHash.of(file), file.length, 0, 256, 256);
        writer.add(item, encodings.get(i).vector(), budget.apply(encodings.get(i).features()));
      }
    }
  }

  /** Adds or replaces texts, from the given number on. */
  void addTexts(int first, List<String> texts) {
    TextEncoder encoder = model.textEncoder().orElseThrow();
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
      List<Embedding> vectors = encoder.encode(batch.stream().map(encoder::tokenize).toList());
      for (int i = 0; i < batch.size(); i++) {
        int number = first + from + i;
        byte[] utf8 = batch.get(i).getBytes(UTF_8);
        Item item =
            Item.text(
                text(number),
                "file:///no-such-folder/texts.csv#row=" + number,
                ContentHash.of(utf8),
                utf8.length,
                0,
                batch.get(i),
                null);
        writer.add(item, vectors.get(i), null);
      }
    }
  }

  void commit() {
    writer.publish();
  }

  SearchEngine open(SearchOptions options) {
    return SearchEngine.open(folder.openReader(model.fingerprint()), model, options);
  }

  @Override
  public void close() {
    writer.close();
  }
}
