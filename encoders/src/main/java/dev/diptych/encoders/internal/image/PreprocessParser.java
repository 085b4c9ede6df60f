package dev.diptych.encoders.internal.image;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of one preprocessing file.
 *
 * @param file where it stands, for messages
 * @param root the whole file
 * @param defaults what the family does where the file does not say
 */
record PreprocessParser(String file, JsonNode root, PreprocessConfig defaults) {

  private static final int LARGEST_SIDE = 1 << 14;

  PreprocessConfig parse() {
    if (!root.isObject()) {
      throw invalid("must be a JSON object, but is %s".formatted(root.getNodeType()));
    }
    if (!flag("do_resize")) {
      throw invalid(
          "do_resize is false, but the vision tower takes pictures of %s x %s only; set it to true"
              .formatted(defaults.side(), defaults.side()));
    }
    Fit squares = squares();
    int shortest = squares == Fit.CROP ? shortest() : defaults.side();
    if (squares == Fit.STRETCH) {
      requireModelSide();
    }
    requireCrop(squares);
    double rescale = flag("do_rescale") ? rescale(defaults.rescale()) : 1;
    boolean normalise = flag("do_normalize");
    List<Float> mean = normalise ? perChannel("image_mean", defaults.mean()) : List.of(0f, 0f, 0f);
    List<Float> std = normalise ? perChannel("image_std", defaults.std()) : List.of(1f, 1f, 1f);
    if (std.contains(0f)) {
      throw invalid("image_std must not hold 0, but is %s".formatted(std));
    }
    return new PreprocessConfig(defaults.side(), squares, shortest, kernel(), rescale, mean, std);
  }

  /** A height and a width mean that nothing is cropped, whatever the family. */
  private Fit squares() {
    JsonNode size = root.path("size");
    return size.has("height") || size.has("width") ? Fit.STRETCH : defaults.fit();
  }

  private int shortest() {
    JsonNode size = root.path("size");
    JsonNode edge = size.isObject() ? size.path("shortest_edge") : size;
    int shortest = absent(size) ? defaults.side() : edge.isIntegralNumber() ? edge.asInt(-1) : -1;
    if (shortest < defaults.side() || shortest > LARGEST_SIDE) {
      throw invalid(
          "size must be a whole number or {\"shortest_edge\": N} with N from the %s pixels that the vision tower takes (vision_config.image_size in config.json) to %s, but is %s; set one to the other"
              .formatted(defaults.side(), LARGEST_SIDE, size));
    }
    return shortest;
  }

  private void requireModelSide() {
    JsonNode size = root.path("size");
    if (absent(size)) {
      return;
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
          "size must be a whole number or {\"height\": S, \"width\": S}, but is %s; models of this family resize to a square without cropping"
              .formatted(size));
    }
    if (height != width) {
      throw invalid(
          "size must be square, but is %s high and %s wide; set both to %s"
              .formatted(height, width, defaults.side()));
    }
    if (height != defaults.side()) {
      throw invalid(
          "size is %s, but the vision tower takes pictures of %s x %s (vision_config.image_size in config.json); set one to the other"
              .formatted(height, defaults.side(), defaults.side()));
    }
  }

  /** What is cropped to must be what the vision tower takes; a square as it is needs no crop. */
  private void requireCrop(Fit squares) {
    boolean crops =
        squares == Fit.CROP ? flag("do_center_crop") : root.path("do_center_crop").asBoolean(false);
    if (squares == Fit.CROP && !crops) {
      throw invalid(
          "do_center_crop is false, but then pictures are not square, and the vision tower takes %s x %s only; set it to true"
              .formatted(defaults.side(), defaults.side()));
    }
    JsonNode crop = root.path("crop_size");
    JsonNode height = crop.isIntegralNumber() ? crop : crop.path("height");
    JsonNode width = crop.isIntegralNumber() ? crop : crop.path("width");
    if (crops
        && !absent(crop)
        && (height.asInt(-1) != defaults.side() || width.asInt(-1) != defaults.side())) {
      throw invalid(
          "crop_size is %s, but the vision tower takes pictures of %s x %s (vision_config.image_size in config.json); set one to the other"
              .formatted(crop, defaults.side(), defaults.side()));
    }
  }

  private Kernel kernel() {
    JsonNode code = root.path("resample");
    if (absent(code)) {
      return defaults.kernel();
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
    if (!factor.isNumber() || !Double.isFinite(factor.doubleValue()) || factor.doubleValue() <= 0) {
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
