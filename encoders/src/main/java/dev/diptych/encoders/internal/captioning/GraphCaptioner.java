package dev.diptych.encoders.internal.captioning;

import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.CaptionOptions;
import dev.diptych.encoders.CaptionPlan;
import dev.diptych.encoders.Captioner;
import dev.diptych.encoders.internal.captioning.CaptionSearch.Task;
import dev.diptych.encoders.internal.runtime.Graphs;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The image-grounded decoder behind the public interface. */
public final class GraphCaptioner implements Captioner {

  private final Graphs graphs;
  private final CaptionDecoder.Shape shape;
  private final CaptionWords words;

  /**
   * A captioner over the graph of a bundle.
   *
   * @param words what its tokens mean
   */
  public GraphCaptioner(Graphs graphs, CaptionDecoder.Shape shape, CaptionWords words) {
    this.graphs = graphs;
    this.shape = shape;
    this.words = words;
  }

  @Override
  public String describe(PatchFeatures image, CaptionOptions options) {
    List<Integer> prompt = words.prompt(options.prompt());
    CaptionLength length = length(options);
    if (prompt.size() >= length.most()) {
      return "";
    }
    List<Task> tasks = List.of(new Task(0, search(prompt, length, options)));
    return text(write(List.of(image), tasks).getFirst(), prompt);
  }

  @Override
  public List<List<String>> write(List<PatchFeatures> images, List<Long> seeds, CaptionPlan plan) {
    CaptionOptions options = plan.search();
    List<Integer> prompt = words.prompt(options.prompt());
    CaptionLength length = length(options);
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
              .map(tokens -> text(tokens, prompt))
              .toList());
    }
    return captions;
  }

  private List<List<Integer>> write(List<PatchFeatures> images, List<Task> tasks) {
    return CaptionSearch.write(
        new CaptionDecoder(graphs, shape), new CaptionPictures(images), tasks);
  }

  /** {@return beam search, or with one beam the greedy one} */
  public static CaptionPath search(
      List<Integer> prompt, CaptionLength length, CaptionOptions options) {
    return options.beams() == 1
        ? new SingleRow(prompt, length, SingleRow.Choice.LIKELIEST)
        : new BeamSearch(prompt, length, options.beams(), options.lengthPenalty());
  }

  private CaptionLength length(CaptionOptions options) {
    return new CaptionLength(
        options.minTokens(), Math.min(options.maxTokens(), words.most()), words.endId());
  }

  private String text(List<Integer> caption, List<Integer> prompt) {
    return words.text(caption.subList(prompt.size(), caption.size()));
  }
}
