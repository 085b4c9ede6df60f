package dev.diptych.benchmarks.quality;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.diptych.benchmarks.IndexSpecs;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Puts pictures and texts into an index, numbered in their order. */
final class SceneIndex {

  private static final int BATCH = 16;
  private static final int PREFIX = 5;

  private SceneIndex() {}

  /**
   * Makes an index anew.
   *
   * @param pictures files
   */
  static IndexFolder make(
      Path folder, QualitySection.Setting setting, List<byte[]> pictures, List<String> texts) {
    Model model = setting.model();
    TokenBudget budget = new TokenBudget(setting.tokens());
    IndexFolder index = IndexFolder.at(folder);
    ImageEncoder images = model.imageEncoder();
    IndexSpec spec = IndexSpecs.of(model.bundle(), setting.format()).withTokens(setting.tokens());
    try (ItemWriter writer = index.rebuild(spec)) {
      addPictures(writer, images, budget, pictures);
      addTexts(writer, model.textEncoder().orElseThrow(), texts);
      writer.publish();
    }
    return index;
  }

  /** {@return the number of an item of such an index} */
  static int number(ItemId id) {
    return Integer.parseInt(id.value().substring(PREFIX));
  }

  private static void addPictures(
      ItemWriter writer, ImageEncoder encoder, TokenBudget budget, List<byte[]> files) {
    for (int from = 0; from < files.size(); from += BATCH) {
      List<byte[]> batch = files.subList(from, Math.min(files.size(), from + BATCH));
      List<ImageEncoding> encodings =
          encoder.encode(
              batch.stream()
                  .map(file -> encoder.preprocess(ImageReader.standard().read(file, "a scene")))
                  .toList());
      for (int i = 0; i < batch.size(); i++) {
        int number = from + i;
        Item item =
            item(
                Modality.IMAGE, "image", number, "file:///nowhere/%s.png", batch.get(i).length, "");
        ImageEncoding encoding = encodings.get(i);
        writer.add(item, encoding.vector(), budget.apply(encoding.features()));
      }
    }
  }

  private static void addTexts(ItemWriter writer, TextEncoder encoder, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      Item item =
          item(
              Modality.TEXT,
              "texts",
              i,
              "file:///nowhere/texts.csv#row=%s",
              text.getBytes(UTF_8).length,
              text);
      writer.add(item, encoder.encode(List.of(encoder.tokenize(text))).getFirst(), null);
    }
  }

  private static Item item(
      Modality modality, String prefix, int number, String source, long bytes, String text) {
    ItemId id = new ItemId(String.format(Locale.ROOT, "%s%06d", prefix, number));
    String at = source.replace("%s", Integer.toString(number));
    return switch (modality) {
      case IMAGE -> Item.image(id, at, String.format(Locale.ROOT, "%064x", number), bytes, 0, 0, 0);
      case TEXT ->
          Item.text(
              id,
              at,
              String.format(Locale.ROOT, "%064x", 1_000_000L + number),
              bytes,
              0,
              text,
              null);
    };
  }
}
