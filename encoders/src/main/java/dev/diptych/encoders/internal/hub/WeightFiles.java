package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the files of a repository are its weights: one file, or numbered parts and the index
 * that says which tensor is in which.
 */
enum WeightFiles {
  SAFETENSORS("model", "safetensors"),
  PICKLE("pytorch_model", "bin"),
  OPEN_CLIP_SAFETENSORS("open_clip_model", "safetensors"),
  OPEN_CLIP_PICKLE("open_clip_pytorch_model", "bin");

  /** The weights of a {@code config.json}, and those of an {@code open_clip_config.json}. */
  static final List<WeightFiles> OWN = List.of(SAFETENSORS, PICKLE);

  static final List<WeightFiles> OPEN_CLIP = List.of(OPEN_CLIP_SAFETENSORS, OPEN_CLIP_PICKLE);

  private final String single;
  private final String index;
  private final Pattern part;

  WeightFiles(String stem, String extension) {
    this.single = stem + "." + extension;
    this.index = single + ".index.json";
    this.part = Pattern.compile(stem + "-([0-9]{5})-of-([0-9]{5})\\." + extension);
  }

  /** {@return the name where the weights are one file} */
  String single() {
    return single;
  }

  /** {@return whether a file holds weights} */
  static boolean isWeights(String name) {
    return name.endsWith(".safetensors") || name.endsWith(".bin");
  }

  /**
   * {@return the files of this kind that make the weights, the one that names them last; empty
   * where there are none}
   *
   * @param names all files at a revision
   * @throws DiptychException INVALID_CHECKPOINT when parts are missing
   */
  Optional<List<String>> of(Collection<String> names) {
    if (names.contains(single)) {
      return Optional.of(List.of(single));
    }
    if (!names.contains(index)) {
      return Optional.empty();
    }
    int announced = 0;
    List<String> parts = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      Matcher matcher = part.matcher(name);
      if (matcher.matches()) {
        announced = Math.max(announced, Integer.parseInt(matcher.group(2)));
        parts.add(name);
      }
    }
    if (parts.isEmpty() || parts.size() != announced) {
      throw new DiptychException(
          ErrorCode.INVALID_CHECKPOINT,
          "its weights are in several files, of which %s announces %s, but %s are there; name a revision that has all (OWNER/REPO@REVISION)"
              .formatted(index, announced, parts.size()));
    }
    parts.add(index);
    return Optional.of(List.copyOf(parts));
  }
}
