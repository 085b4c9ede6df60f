package dev.diptych.searcher.internal.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Look;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Looks;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.testkit.AlteredCopy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Altered copies among other scenes, by looks alone. */
class AlteredCopiesTest {

  private static final long SEED = 20_321;
  private static final int SCENES = 300;
  private static final int COPIED = 60;
  private static final int SIDE = 128;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void groups_alteredCopiesAmongOtherScenes_findsThemAndHardlyAnythingElse() {
    List<Look> looks = new ArrayList<>();
    List<Integer> scenes = new ArrayList<>();
    for (int scene = 0; scene < SCENES; scene++) {
      byte[] file = scene();
      add(looks, scenes, file, scene);
      for (AlteredCopy altered : scene < COPIED ? AlteredCopy.values() : new AlteredCopy[0]) {
        add(looks, scenes, altered.of(file, random), scene);
      }
    }

    LookAlikePairs pairs =
        new LookAlikePairs(looks.size(), place -> Optional.of(looks.get(place)), _ -> List.of());
    int found = 0;
    int right = 0;
    for (List<Integer> group : pairs.groups()) {
      for (int one : group) {
        for (int other : group) {
          found += one < other ? 1 : 0;
          right += one < other && scenes.get(one).equals(scenes.get(other)) ? 1 : 0;
        }
      }
    }

    int size = 1 + AlteredCopy.values().length;
    int all = COPIED * size * (size - 1) / 2;
    assertThat(right / (double) found).as("precision, seed %s", SEED).isGreaterThanOrEqualTo(.98);
    assertThat(right / (double) all).as("recall, seed %s", SEED).isGreaterThanOrEqualTo(.96);
    assertThat(pairs.unknown()).isZero();
  }

  @ParameterizedTest
  @EnumSource(AlteredCopy.class)
  void isAlike_alteredCopyOfEachKind_whicheverComesFirst(AlteredCopy altered) {
    byte[] file = scene();
    ComparedLook original = ComparedLook.of(look(file));
    ComparedLook copy = ComparedLook.of(look(altered.of(file, random)));

    assertThat(LookComparison.isAlike(original, copy)).isTrue();
    assertThat(LookComparison.isAlike(copy, original)).isTrue();
    assertThat(LookComparison.isAlike(original, ComparedLook.of(look(scene())))).isFalse();
  }

  /** Each would be a candidate of each other: 45,000 pairs. */
  @Test
  void groups_hundredsOfOnePictureAmongOthers_areOneGroupOfFewPairs() {
    int many = 300;
    List<Look> looks = new ArrayList<>(List.of(look(scene()), look(scene())));
    Look page = look(scene());
    for (int i = 0; i < many; i++) {
      looks.add(noisy(page));
    }
    for (int i = 0; i < 30; i++) {
      looks.add(look(scene()));
    }

    LookAlikePairs pairs = pairs(looks, LookAlikePairs.MOST_BY_HASH);

    assertThat(pairs.candidates())
        .hasSizeLessThanOrEqualTo(looks.size() * (LookAlikePairs.MOST_BY_HASH + 1));
    assertThat(pairs.groups())
        .as("seed %s", SEED)
        .anySatisfy(
            group -> assertThat(group).isEqualTo(IntStream.range(2, many + 2).boxed().toList()));
  }

  @Test
  void groups_fewCandidatesOfEach_areThoseOfAllCandidates() {
    for (int round = 0; round < 4; round++) {
      List<Look> looks = new ArrayList<>();
      for (int crowd = 0; crowd < 4; crowd++) {
        Look page = look(scene());
        int size = random.nextInt(2, 30);
        for (int i = 0; i < size; i++) {
          looks.add(noisy(page));
        }
      }
      for (int i = 0; i < 20; i++) {
        byte[] file = scene();
        looks.add(look(file));
        for (AlteredCopy altered : i < 4 ? AlteredCopy.values() : new AlteredCopy[0]) {
          looks.add(look(altered.of(file, random)));
        }
      }
      Collections.shuffle(looks, random);

      assertThat(pairs(looks, 8).candidates())
          .as("seed %s, round %s", SEED, round)
          .hasSizeLessThan(pairs(looks, looks.size()).candidates().size());
      assertThat(pairs(looks, 8).groups())
          .as("seed %s, round %s", SEED, round)
          .isEqualTo(pairs(looks, looks.size()).groups());
    }
  }

  /** Frames of a slow film: each like the next ones, the last unlike the first. */
  @Test
  void groups_picturesThatDriftApart_areNotOneGroupThoughEachIsLikeTheNext() {
    byte[] first = look(scene()).colours();
    byte[] last = look(scene()).colours();
    int frames = 80;
    List<Look> looks = new ArrayList<>();
    for (int frame = 0; frame < frames; frame++) {
      byte[] colours = first.clone();
      for (int i = 0; i < colours.length; i++) {
        int from = first[i] & 0xff;
        colours[i] = (byte) (from + ((last[i] & 0xff) - from) * frame / frames);
      }
      looks.add(Look.of(colours));
    }
    assertThat(LookComparison.isAlike(compared(looks, 0), compared(looks, frames - 1))).isFalse();

    List<List<Integer>> groups = pairs(looks, 8).groups();

    for (List<Integer> group : groups) {
      long alike = 0;
      for (int one : group) {
        alike +=
            group.stream()
                .filter(
                    other -> LookComparison.isAlike(compared(looks, one), compared(looks, other)))
                .count();
      }
      assertThat((double) alike / ((long) group.size() * group.size()))
          .as("seed %s, group %s", SEED, group)
          .isGreaterThan(.45);
    }
    assertThat(groups).as("seed %s", SEED).hasSizeGreaterThan(1);
  }

  private static ComparedLook compared(List<Look> looks, int place) {
    return ComparedLook.of(looks.get(place));
  }

  private static LookAlikePairs pairs(List<Look> looks, int most) {
    return new LookAlikePairs(
        looks.size(), place -> Optional.of(looks.get(place)), _ -> List.of(), most);
  }

  private Look noisy(Look look) {
    byte[] colours = look.colours();
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (byte) Math.clamp((colours[i] & 0xff) + random.nextInt(-1, 2), 0, 255);
    }
    return Look.of(colours);
  }

  @Test
  void groups_withoutPicturesOrLooks_areNone() {
    assertThat(new LookAlikePairs(0, _ -> Optional.empty(), _ -> List.of()).groups()).isEmpty();

    LookAlikePairs unknown = new LookAlikePairs(3, _ -> Optional.empty(), _ -> List.of(0, 1, 2));
    assertThat(unknown.groups()).isEmpty();
    assertThat(unknown.unknown()).isEqualTo(3);
  }

  private byte[] scene() {
    return SceneRenderer.renderPng(Scene.sample(random), SIDE, random.nextLong());
  }

  private static Look look(byte[] file) {
    return Looks.of(ImageReader.standard().read(file, "a scene"));
  }

  private static void add(List<Look> looks, List<Integer> scenes, byte[] file, int scene) {
    looks.add(look(file));
    scenes.add(scene);
  }
}
