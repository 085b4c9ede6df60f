package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * How a model wants its pictures: resized to a square, rescaled, normalised by channel. What a
 * {@code preprocessor_config.json} leaves out is as in the Hugging Face class {@code
 * BlipImageProcessor}.
 *
 * @param side S, pixels
 * @param kernel how to resample
 * @param rescale what an 8-bit sample is multiplied by, finite
 * @param mean what is subtracted then, red, green, blue
 * @param std what divides the rest, red, green, blue; not zero
 */
public record PreprocessConfig(
    int side, Kernel kernel, double rescale, List<Float> mean, List<Float> std) {

  private static final List<Float> CLIP_MEAN = List.of(0.48145467f, 0.4578275f, 0.40821072f);
  private static final List<Float> CLIP_STD = List.of(0.26862955f, 0.2613026f, 0.2757771f);

  public PreprocessConfig {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (side < 1 || !Double.isFinite(rescale) || mean.size() != 3 || std.size() != 3) {
      throw new DiptychException(
          ErrorCode.INTERNAL,
          "preprocessing needs side >= 1, a finite factor and 3 means and deviations, but had %s, %s, %s, %s"
              .formatted(side, rescale, mean, std));
    }
  }

  /**
   * What {@code BlipImageProcessor} does without a file: bicubic, 1/255, CLIP's means and
   * deviations.
   *
   * @param side S, pixels
   */
  public static PreprocessConfig ofDefaults(int side) {
    return new PreprocessConfig(side, Kernel.BICUBIC, 1 / 255.0, CLIP_MEAN, CLIP_STD);
  }

  /**
   * Reads what a checkpoint folder says; one that says nothing means the defaults.
   *
   * @param folder the checkpoint
   * @param modelSide the side of the picture the vision tower takes, which the file must agree with
   * @throws DiptychException INVALID_CHECKPOINT when the file asks for what is not supported or
   *     disagrees with the model; IO when it cannot be read
   */
  public static PreprocessConfig read(Path folder, int modelSide) {
    return PreprocessFile.find(folder, modelSide)
        .map(file -> file.config(modelSide))
        .orElseGet(() -> ofDefaults(modelSide));
  }

  /**
   * Reads what a file says.
   *
   * @param file where it stands, for messages
   */
  static PreprocessConfig parse(String file, JsonNode root, int modelSide) {
    return new Parser(file, root).parse(modelSide);
  }

  /** Reads the fields of one file. */
  private record Parser(String file, JsonNode root) {

    PreprocessConfig parse(int modelSide) {
      if (!root.isObject()) {
        throw invalid("must be a JSON object, but is %s".formatted(root.getNodeType()));
      }
      if (!flag("do_resize")) {
        throw invalid(
            "do_resize is false, but the vision tower takes pictures of %s x %s only; set it to true"
                .formatted(modelSide, modelSide));
      }
      PreprocessConfig defaults = ofDefaults(side(modelSide));
      refuseCrop(modelSide);
      double rescale = flag("do_rescale") ? rescale(defaults.rescale()) : 1;
      boolean normalise = flag("do_normalize");
      List<Float> mean =
          normalise ? perChannel("image_mean", defaults.mean()) : List.of(0f, 0f, 0f);
      List<Float> std = normalise ? perChannel("image_std", defaults.std()) : List.of(1f, 1f, 1f);
      if (std.contains(0f)) {
        throw invalid("image_std must not hold 0, but is %s".formatted(std));
      }
      return new PreprocessConfig(defaults.side(), kernel(), rescale, mean, std);
    }

    private int side(int modelSide) {
      JsonNode size = root.path("size");
      if (absent(size)) {
        return modelSide;
      }
      int height;
      int width;
      if (size.isIntegralNumber() && size.canConvertToInt()) {
        height = size.intValue();
        width = height;
      } else if (size.path("height").canConvertToInt() && size.path("width").canConvertToInt()) {
        height = size.path("height").intValue();
        width = size.path("width").intValue();
      } else {
        throw invalid(
            "size must be a whole number or {\"height\": S, \"width\": S}, but is %s; this build resizes to a square without cropping"
                .formatted(size));
      }
      if (height != width) {
        throw invalid(
            "size must be square, but is %s high and %s wide; set both to %s"
                .formatted(height, width, modelSide));
      }
      if (height != modelSide) {
        throw invalid(
            "size is %s, but the vision tower takes pictures of %s x %s (vision_config.image_size in config.json); set one to the other"
                .formatted(height, modelSide, modelSide));
      }
      return height;
    }

    /** Cropping to the whole picture changes nothing; any other crop is another model. */
    private void refuseCrop(int modelSide) {
      JsonNode crop = root.path("crop_size");
      JsonNode height = crop.isIntegralNumber() ? crop : crop.path("height");
      JsonNode width = crop.isIntegralNumber() ? crop : crop.path("width");
      if (root.path("do_center_crop").asBoolean(false)
          && !absent(crop)
          && (height.asInt(-1) != modelSide || width.asInt(-1) != modelSide)) {
        throw invalid(
            "do_center_crop is true with crop_size %s, but this build resizes to %s x %s without cropping; set it to false"
                .formatted(crop, modelSide, modelSide));
      }
    }

    private Kernel kernel() {
      JsonNode code = root.path("resample");
      if (absent(code)) {
        return Kernel.BICUBIC;
      }
      if (code.isIntegralNumber() && code.canConvertToInt()) {
        return Kernel.ofPillowCode(code.intValue()).orElseThrow(() -> badKernel(code));
      }
      throw badKernel(code);
    }

    private DiptychException badKernel(JsonNode code) {
      return invalid(
          "resample must be 1 (Lanczos), 2 (bilinear) or 3 (bicubic), but is %s".formatted(code));
    }

    private double rescale(double fallback) {
      JsonNode factor = root.path("rescale_factor");
      if (absent(factor)) {
        return fallback;
      }
      if (!factor.isNumber()
          || !Double.isFinite(factor.doubleValue())
          || factor.doubleValue() <= 0) {
        throw invalid("rescale_factor must be a positive number, but is %s".formatted(factor));
      }
      return factor.doubleValue();
    }

    private List<Float> perChannel(String name, List<Float> fallback) {
      JsonNode node = root.path(name);
      if (absent(node)) {
        return fallback;
      }
      List<Float> numbers = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        JsonNode number = node.isArray() ? node.path(c) : node;
        if (!number.isNumber() || !Float.isFinite(number.floatValue())) {
          throw invalid("%s must be three numbers, but is %s".formatted(name, node));
        }
        numbers.add(number.floatValue());
      }
      if (node.isArray() && node.size() != 3) {
        throw invalid("%s must be three numbers, but is %s".formatted(name, node));
      }
      return numbers;
    }

    private boolean flag(String name) {
      JsonNode node = root.path(name);
      if (absent(node)) {
        return true;
      }
      if (!node.isBoolean()) {
        throw invalid("%s must be true or false, but is %s".formatted(name, node));
      }
      return node.booleanValue();
    }

    private static boolean absent(JsonNode node) {
      return node.isMissingNode() || node.isNull();
    }

    private DiptychException invalid(String problem) {
      return new DiptychException(ErrorCode.INVALID_CHECKPOINT, "%s: %s".formatted(file, problem));
    }
  }
}
