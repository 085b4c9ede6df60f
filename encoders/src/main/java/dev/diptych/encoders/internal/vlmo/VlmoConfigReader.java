package dev.diptych.encoders.internal.vlmo;

import static dev.diptych.encoders.internal.checkpoint.ConfigSection.refuse;

import dev.diptych.encoders.internal.checkpoint.ConfigSection;
import dev.diptych.encoders.internal.checkpoint.TensorSizes;
import dev.diptych.encoders.internal.checkpoint.TensorSource;
import dev.diptych.encoders.internal.vlmo.VlmoConfig.Form;
import dev.diptych.encoders.internal.vlmo.VlmoConfig.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works out the configuration of a VLMo checkpoint. Those that its authors published come without:
 * sizes are read off the shapes; the table of distances tells the heads, and the size of pictures
 * with the 196 words that pre-training began with; heads of models without such a table are 34
 * wide. A {@code config.json} with {@code model_type: vlmo} may say otherwise, by the parameters of
 * the authors' code.
 */
final class VlmoConfigReader {

  private static final int HEAD_WIDTH = 34;
  private static final int DISTANCES = 196;
  private static final int CONTEXT = 40;
  private static final double EPSILON = 1e-6;
  private static final double WORD_EPSILON = 1e-12;

  /** Rows of the table of distances that are neither between patches nor between words. */
  private static final int OTHER_DISTANCES = 5;

  private final TensorSource tensors;
  private final TensorSizes sizes;
  private final Optional<ConfigSection> config;

  private VlmoConfigReader(TensorSource tensors, Optional<ConfigSection> config) {
    this.tensors = tensors;
    this.sizes = new TensorSizes(tensors);
    this.config = config;
  }

  /**
   * Reads a checkpoint.
   *
   * @throws dev.diptych.core.DiptychException INVALID_CHECKPOINT when a tensor that tells a size is
   *     missing or of odd shape, or the configuration does not fit it
   */
  static VlmoConfig read(TensorSource tensors, Optional<ConfigSection> config) {
    return new VlmoConfigReader(tensors, config).read();
  }

  private VlmoConfig read() {
    List<String> warnings = new ArrayList<>();
    boolean absolute =
        config
            .map(root -> root.flag("absolute", holds(VlmoTensors.PICTURE_POSITIONS)))
            .orElseGet(() -> holds(VlmoTensors.PICTURE_POSITIONS));
    if (config.isEmpty()) {
      warnings.add(
          absolute
              ? "no config.json: sizes were read off the tensors, and heads are 34 wide"
              : "no config.json: sizes were read off the tensors, with distances of up to 196 words");
    }
    int patch = number("patch_size", sizes.size(VlmoTensors.PATCHES + ".weight", 3, 4));
    int layers = number("depth", sizes.layers(VlmoTensors.BLOCKS));
    int hidden = number("embed_dim", sizes.size(VlmoTensors.WORDS, 1, 2));
    int imageSize = imageSize(absolute, patch);
    int textPositions =
        holds(VlmoTensors.TEXT_POSITIONS) ? sizes.size(VlmoTensors.TEXT_POSITIONS, 0, 2) : CONTEXT;
    Form form =
        new Form(
            absolute,
            absolute ? 0 : distances(imageSize / patch),
            holds(VlmoTensors.of(0, "gamma_1")));
    return new VlmoConfig(
        imageSize,
        patch,
        number("vocab_size", sizes.size(VlmoTensors.WORDS, 0, 2)),
        context(textPositions, form),
        textPositions,
        hidden,
        layers,
        heads(absolute, hidden, layers),
        sizes.size(VlmoTensors.of(0, "mlp_text.fc1.weight"), 0, 2),
        form,
        new Pairs(
            VlmoTensors.scoresPairs(tensors),
            number("vlffn_start_layer_index", firstFused(layers))),
        EPSILON,
        WORD_EPSILON,
        warnings);
  }

  /** Of models by distance, from how many there are once those of words are taken off. */
  private int imageSize(boolean absolute, int patch) {
    if (named("image_size")) {
      int size = number("image_size", 1);
      if (size < patch) {
        throw refuse("image_size must be at least patch_size, %s, but is %s", patch, size);
      }
      return size;
    }
    if (absolute) {
      return sizes.grid(sizes.size(VlmoTensors.PICTURE_POSITIONS, 1, 3)) * patch;
    }
    int rows = sizes.size(VlmoTensors.DISTANCES, 0, 2);
    int words = number("max_text_len_of_initckpt", DISTANCES);
    int square = rows - OTHER_DISTANCES - 2 * words;
    int side = (int) Math.round(Math.sqrt(Math.max(square, 0)));
    if (side * side != square || side % 2 == 0) {
      throw refuse(
          "%s holds %s of %s rows, which are no distances of a square grid beside those of %s words; a config.json beside it can say image_size",
          tensors.name(), VlmoTensors.DISTANCES, rows, words);
    }
    return (side + 1) / 2 * patch;
  }

  private int distances(int grid) {
    int side = 2 * grid - 1;
    int rest = sizes.size(VlmoTensors.DISTANCES, 0, 2) - OTHER_DISTANCES - side * side;
    return number("max_text_len_of_initckpt", Math.max(rest / 2, 1));
  }

  private int context(int textPositions, Form form) {
    int most = form.absolute() ? textPositions : Math.min(textPositions, form.distances());
    int context = number("max_text_len", most);
    if (context > most) {
      throw refuse(
          "max_text_len must be at most %s, which is how many positions of texts %s has, but is %s",
          most, tensors.name(), context);
    }
    return context;
  }

  private int heads(boolean absolute, int hidden, int layers) {
    int heads;
    if (named("num_heads")) {
      heads = number("num_heads", 1);
    } else if (absolute) {
      heads = sizes.heads(hidden, HEAD_WIDTH, "transformer");
    } else {
      heads = Math.max(1, sizes.size(VlmoTensors.DISTANCES, 1, 2) / Math.max(1, layers));
    }
    if (hidden % heads != 0) {
      throw refuse("num_heads must divide the width %s, but is %s", hidden, heads);
    }
    return heads;
  }

  private int firstFused(int layers) {
    int first = 0;
    while (first < layers && !holds(VlmoTensors.of(first, "mlp_vl.fc1.weight"))) {
      first++;
    }
    return first;
  }

  private boolean holds(String tensor) {
    return tensors.tensors().containsKey(tensor);
  }

  private boolean named(String field) {
    return config.map(root -> root.has(field)).orElse(false);
  }

  private int number(String field, int fallback) {
    return config.map(root -> root.positive(field, fallback)).orElse(fallback);
  }
}
