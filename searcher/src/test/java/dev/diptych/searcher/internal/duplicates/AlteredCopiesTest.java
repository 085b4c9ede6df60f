package dev.diptych.searcher.internal.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Look;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Looks;
import dev.diptych.scenes.Scene;
import dev.diptych.scenes.SceneRenderer;
import dev.diptych.testkit.AlteredCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
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
