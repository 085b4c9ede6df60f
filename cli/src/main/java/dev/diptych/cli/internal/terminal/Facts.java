package dev.diptych.cli.internal.terminal;

import java.util.ArrayList;
import java.util.List;

/** Names and values, one below the other; long values go on in further lines. */
public final class Facts {

  private static final int LEAST_VALUE_WIDTH = 20;

  private record Fact(String name, String value) {}

  private final List<Fact> facts = new ArrayList<>();

  /** Adds a fact. {@return this} */
  public Facts add(String name, String value) {
    facts.add(new Fact(name, value));
    return this;
  }

  /** Prints all facts as results. */
  public void print(Console console) {
    int names = facts.stream().mapToInt(fact -> DisplayText.width(fact.name())).max().orElse(0);
    int room = Math.max(LEAST_VALUE_WIDTH, console.width() - names - 2);
    for (Fact fact : facts) {
      String name = fact.name();
      for (String line : DisplayText.fold(fact.value(), room)) {
        console.line((DisplayText.padEnd(name, names) + "  " + line).stripTrailing());
        name = "";
      }
    }
  }
}
