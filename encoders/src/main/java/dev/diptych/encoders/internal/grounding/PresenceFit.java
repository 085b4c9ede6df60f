package dev.diptych.encoders.internal.grounding;

import dev.diptych.encoders.WordKind.Probe;
import dev.diptych.encoders.internal.grounding.LogisticRegression.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Words of one kind that are true of their pictures, and others that are not. */
final class PresenceFit {

  /** Fewer of either sort tell nothing. */
  private static final int FEWEST = 40;

  /** What share of true and of exchanged words it has to tell, each, to be kept. */
  private static final double TELLS = .9;

  private final List<Example> examples = new ArrayList<>();

  void add(float[] row, boolean present) {
    examples.add(new Example(row, present));
  }

  /** {@return what tells them apart, fitted on all; empty where half does not tell the other} */
  Optional<Probe> fit() {
    long positive = examples.stream().filter(Example::positive).count();
    if (positive < FEWEST || examples.size() - positive < FEWEST) {
      return Optional.empty();
    }
    // True and exchanged words come in turns, so halves are drawn.
    List<Example> drawn = new ArrayList<>(examples);
    Collections.shuffle(drawn, new Random(examples.size()));
    List<Example> fitted = drawn.subList(0, drawn.size() / 2);
    List<Example> held = drawn.subList(drawn.size() / 2, drawn.size());
    Probe half = LogisticRegression.fit(fitted);
    return tells(half, held, true) && tells(half, held, false)
        ? Optional.of(LogisticRegression.fit(examples))
        : Optional.empty();
  }

  private static boolean tells(Probe probe, List<Example> held, boolean present) {
    List<Example> of = held.stream().filter(it -> it.positive() == present).toList();
    long right = of.stream().filter(it -> probe.apply(it.input()) >= .5 == present).count();
    return right >= TELLS * of.size();
  }
}
