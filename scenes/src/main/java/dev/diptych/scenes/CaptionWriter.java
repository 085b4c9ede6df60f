package dev.diptych.scenes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of captions. A caption is: an opening (rarely), then the objects as a number ("two
 * red circles") or one by one, then the ground (sometimes). Objects one by one are joined by where
 * they lie when that is clear, else by commas and "and"; a single one may be told with its place.
 */
final class CaptionWriter {

  private static final List<String> OPENINGS =
      List.of("a picture of ", "there is ", "an image with ");
  private static final List<String> NUMBERS = List.of("no", "one", "two", "three");

  private final RandomGenerator random;
  private final boolean full;

  CaptionWriter(RandomGenerator random, boolean full) {
    this.random = random;
    this.full = full;
  }

  Caption write(Scene scene) {
    List<SceneObject> objects = chooseObjects(scene);
    Caption caption =
        areAlike(objects) && chance(.8) ? writeNumber(objects) : writeOneByOne(objects);
    if (chance(full ? .45 : .2)) {
      caption =
          new Caption(
              caption.text() + " on a " + scene.background().word() + " background",
              caption.meaning().withBackground(scene.background()));
    }
    String text = varyWords(caption.text());
    if (chance(.15)) {
      text = Draws.choice(random, OPENINGS) + text;
    }
    return new Caption(text, caption.meaning());
  }

  private List<SceneObject> chooseObjects(Scene scene) {
    List<SceneObject> objects = new ArrayList<>(scene.objects());
    Collections.shuffle(objects, random);
    if (!full && objects.size() > 1 && chance(.6)) {
      objects.removeLast();
    }
    return objects;
  }

  private static boolean areAlike(List<SceneObject> objects) {
    return objects.size() > 1 && objects.stream().allMatch(objects.getFirst()::looksLike);
  }

  private static Caption writeNumber(List<SceneObject> objects) {
    Colour colour = objects.getFirst().colour();
    Shape shape = objects.getFirst().shape();
    String text = "%s %s %s".formatted(NUMBERS.get(objects.size()), colour.word(), shape.plural());
    Meaning.Count count = new Meaning.Count(new ObjectPattern(null, colour, shape), objects.size());
    return new Caption(text, new Meaning(List.of(), null, null, null, count));
  }

  private Caption writeOneByOne(List<SceneObject> objects) {
    List<Description> descriptions = objects.stream().map(this::describe).toList();
    if (objects.size() == 1) {
      return writeSingle(objects.getFirst(), descriptions.getFirst());
    }
    Optional<Direction> direction = Direction.between(objects.get(0), objects.get(1));
    return direction.isPresent() && chance(.75)
        ? writeRelation(descriptions, direction.get())
        : writeList(descriptions);
  }

  private Caption writeSingle(SceneObject object, Description description) {
    if (chance(.4)) {
      Place place = Place.of(object);
      return new Caption(
          description.text() + " " + place.phrase(),
          meaning(List.of(description), null, new Meaning.Position(0, place)));
    }
    return new Caption(description.text(), meaning(List.of(description), null, null));
  }

  private Caption writeRelation(List<Description> descriptions, Direction direction) {
    String text =
        "%s %s %s"
            .formatted(
                descriptions.get(0).text(),
                Draws.choice(random, direction.phrases()),
                descriptions.get(1).text());
    if (descriptions.size() == 3) {
      String third = descriptions.get(2).text();
      text = chance(.5) ? text + " and " + third : third + " and " + text;
    }
    return new Caption(text, meaning(descriptions, new Meaning.Relation(0, 1, direction), null));
  }

  private static Caption writeList(List<Description> descriptions) {
    String first =
        descriptions.stream()
            .limit(descriptions.size() - 1L)
            .map(Description::text)
            .collect(Collectors.joining(", "));
    return new Caption(
        first + " and " + descriptions.getLast().text(), meaning(descriptions, null, null));
  }

  private static Meaning meaning(
      List<Description> descriptions,
      Meaning.@Nullable Relation relation,
      Meaning.@Nullable Position position) {
    List<ObjectPattern> patterns = descriptions.stream().map(Description::pattern).toList();
    return new Meaning(patterns, relation, null, position, null);
  }

  /** One object in words, with its article, and the pattern that the words make. */
  private record Description(String text, ObjectPattern pattern) {}

  private Description describe(SceneObject object) {
    boolean namesSize = object.size() != Size.MEDIUM && chance(full ? .7 : .3);
    boolean namesColour = full || chance(.75);
    boolean namesShape = full || !namesColour || chance(.85);
    List<String> words = new ArrayList<>();
    if (namesSize) {
      words.add(object.size().word());
    }
    if (namesColour) {
      words.add(object.colour().word());
    }
    words.add(namesShape ? object.shape().word() : "shape");
    ObjectPattern pattern =
        new ObjectPattern(
            namesSize ? object.size() : null,
            namesColour ? object.colour() : null,
            namesShape ? object.shape() : null);
    return new Description(withArticle(String.join(" ", words)), pattern);
  }

  private static String withArticle(String words) {
    return ("aeiou".indexOf(words.charAt(0)) >= 0 ? "an " : "a ") + words;
  }

  private String varyWords(String text) {
    return Arrays.stream(text.split(" ", -1)).map(this::vary).collect(Collectors.joining(" "));
  }

  private String vary(String word) {
    return switch (word) {
      case "large" -> chance(.3) ? "big" : word;
      case "gray" -> chance(.3) ? "grey" : word;
      default -> word;
    };
  }

  private boolean chance(double probability) {
    return Draws.chance(random, probability);
  }
}
