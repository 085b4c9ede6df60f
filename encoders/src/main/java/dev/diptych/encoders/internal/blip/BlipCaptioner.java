package dev.diptych.encoders.internal.blip;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CaptionOptions;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.internal.blip.BlipConfig.TextConfig;
import dev.diptych.encoders.internal.blip.CaptionSearch.Task;
import dev.diptych.encoders.internal.runtime.Graphs;
import dev.diptych.encoders.internal.text.WordPieceTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The image-grounded decoder behind the public interface. */
final class BlipCaptioner implements Captioner {

  private final Graphs graphs;
  private final BlipConfig config;
  private final WordPieceTokenizer tokenizer;

  BlipCaptioner(Graphs graphs, BlipConfig config, WordPieceTokenizer tokenizer) {
    this.graphs = graphs;
    this.config = config;
    this.tokenizer = tokenizer;
  }

  @Override
  public String describe(PatchFeatures image, CaptionOptions options) {
    List<Integer> prompt = prompt(options.prompt());
    CaptionLength length = length(config.text(), options.minTokens(), options.maxTokens());
    if (prompt.size() >= length.most()) {
      return "";
    }
    List<Task> tasks = List.of(new Task(0, search(prompt, length, options)));
    return words(write(List.of(image), tasks).getFirst(), prompt);
  }

  @Override
  public List<List<String>> write(List<PatchFeatures> images, List<Long> seeds, CaptionPlan plan) {
    CaptionOptions options = plan.search();
    List<Integer> prompt = prompt(options.prompt());
    CaptionLength length = length(config.text(), options.minTokens(), options.maxTokens());
    if (prompt.size() >= length.most()) {
      return images.stream().map(image -> List.<String>of()).toList();
    }
    List<Task> tasks = new ArrayList<>();
    for (int picture = 0; picture < images.size(); picture++) {
      tasks.add(new Task(picture, search(prompt, length, options)));
      for (int drawn = 1; drawn < plan.count(); drawn++) {
        SplittableRandom random = new SplittableRandom(seeds.get(picture) + drawn);
        NucleusChoice choice = new NucleusChoice(plan.sampling(), random);
        tasks.add(new Task(picture, new SingleRow(prompt, length, choice)));
      }
    }
    List<List<Integer>> written = write(images, tasks);
    List<List<String>> captions = new ArrayList<>();
    for (int picture = 0; picture < images.size(); picture++) {
      captions.add(
          written.subList(picture * plan.count(), (picture + 1) * plan.count()).stream()
              .filter(tokens -> tokens.getLast() == length.endId())
              .map(tokens -> words(tokens, prompt))
              .toList());
    }
    return captions;
  }

  private List<List<Integer>> write(List<PatchFeatures> images, List<Task> tasks) {
    return CaptionSearch.write(
        new CaptionDecoder(graphs, config.text()), new CaptionPictures(images), tasks);
  }

  /** {@return beam search, or with one beam the greedy one} */
  static CaptionPath search(List<Integer> prompt, CaptionLength length, CaptionOptions options) {
    return options.beams() == 1
        ? new SingleRow(prompt, length, SingleRow.Choice.LIKELIEST)
        : new BeamSearch(prompt, length, options.beams(), options.lengthPenalty());
  }

  static CaptionLength length(TextConfig text, int least, int most) {
    return new CaptionLength(least, Math.min(most, text.positions()), text.separatorId());
  }

  private List<Integer> prompt(String words) {
    List<Integer> prompt = new ArrayList<>();
    prompt.add(config.text().decodeId());
    if (!words.isEmpty()) {
      List<Integer> tokens = tokenizer.tokenize(words).ids();
      prompt.addAll(tokens.subList(1, tokens.size() - 1));
    }
    return prompt;
  }

  private String words(List<Integer> caption, List<Integer> prompt) {
    return tokenizer.decode(caption.subList(prompt.size(), caption.size()));
  }
}
