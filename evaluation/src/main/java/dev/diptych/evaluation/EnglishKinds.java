package dev.diptych.evaluation;

import dev.diptych.encoders.KindWords;
import dev.diptych.encoders.WordKind.Role;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kinds of English words that captions use: colours, things with their plurals, how things lie,
 * sizes and numbers, the ground. The things are what photo captions name most, and drawn shapes.
 */
final class EnglishKinds {

  private static final List<List<String>> COLOURS =
      groups(
          "red orange yellow green blue purple pink cyan brown black white gray/grey beige navy"
              + " golden silver");

  private static final List<List<String>> THINGS =
      groups(
          "person/people man/men woman/women boy/boys girl/girls child/children baby/babies"
              + " bicycle/bicycles car/cars motorcycle/motorcycles airplane/airplanes bus/buses"
              + " train/trains truck/trucks boat/boats hydrant/hydrants bench/benches bird/birds"
              + " cat/cats dog/dogs horse/horses sheep/sheep cow/cows elephant/elephants bear/bears"
              + " zebra/zebras giraffe/giraffes backpack/backpacks umbrella/umbrellas"
              + " handbag/handbags tie/ties suitcase/suitcases frisbee/frisbees skis"
              + " snowboard/snowboards ball/balls kite/kites bat/bats glove/gloves skateboard/skateboards"
              + " surfboard/surfboards racket/rackets bottle/bottles glass/glasses cup/cups"
              + " fork/forks knife/knives spoon/spoons bowl/bowls plate/plates banana/bananas"
              + " apple/apples sandwich/sandwiches broccoli carrot/carrots pizza/pizzas"
              + " donut/donuts cake/cakes chair/chairs couch/couches plant/plants bed/beds"
              + " table/tables toilet/toilets television/televisions laptop/laptops mouse/mice"
              + " remote/remotes keyboard/keyboards phone/phones microwave/microwaves oven/ovens"
              + " toaster/toasters sink/sinks refrigerator/refrigerators book/books clock/clocks"
              + " vase/vases scissors toothbrush/toothbrushes tree/trees flower/flowers"
              + " grass snow sand water sky mountain/mountains beach/beaches street/streets"
              + " road/roads building/buildings house/houses window/windows door/doors sign/signs"
              + " fence/fences bridge/bridges hat/hats shirt/shirts dress/dresses shoe/shoes"
              + " circle/circles square/squares triangle/triangles star/stars heart/hearts"
              + " ring/rings cross/crosses diamond/diamonds");

  private static final List<List<String>> RELATIONS = groups("left right above below under behind");

  private static final List<List<String>> MODIFIERS =
      groups("small medium large big little tiny huge tall short long two three four five several");

  /** All of them. */
  static final List<KindWords> ALL =
      List.of(
          new KindWords("colour", Role.ATTRIBUTE, COLOURS, List.of()),
          new KindWords("thing", Role.THING, THINGS, List.of("shape", "shapes", "thing", "things")),
          new KindWords("relation", Role.RELATION, RELATIONS, List.of()),
          new KindWords("size or number", Role.MODIFIER, MODIFIERS, List.of()),
          new KindWords("ground", Role.GROUND, groups("background ground"), List.of()));

  private EnglishKinds() {}

  /** Blanks between groups, slashes between the forms of one. */
  private static List<List<String>> groups(String words) {
    return Stream.of(words.split(" ", -1)).map(group -> List.of(group.split("/", -1))).toList();
  }
}
