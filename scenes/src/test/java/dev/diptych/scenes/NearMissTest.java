package dev.diptych.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NearMissTest {

  private static final long SEED = 11;
  private static final int DRAWS = 10_000;

  @Test
  void of_scene_captionIsTrueOfLookAlikeOnly() {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<NearMiss.Change, Integer> changes = new EnumMap<>(NearMiss.Change.class);
    int found = 0;
    for (int i = 0; i < DRAWS; i++) {
      Scene scene = Scene.sample(random);
      Optional<NearMiss> drawn = NearMiss.of(random, scene);
      if (drawn.isPresent()) {
        NearMiss nearMiss = drawn.get();
        assertThat(nearMiss.caption().isTrueOf(nearMiss.scene())).as(reason(i, nearMiss)).isTrue();
        assertThat(nearMiss.caption().isTrueOf(scene)).as(reason(i, nearMiss)).isFalse();
        assertThat(nearMiss.scene().isDrawable()).as(reason(i, nearMiss)).isTrue();
        assertDiffersAsStated(scene, nearMiss);
        changes.merge(nearMiss.change(), 1, Integer::sum);
        found++;
      }
    }

    assertThat(found).as("seed %s", SEED).isGreaterThan(DRAWS * 99 / 100);
    assertThat(changes).as("seed %s", SEED).containsOnlyKeys(NearMiss.Change.values());
  }

  @Test
  void of_sceneWithCaption_captionIsFalseOfLookAlikeToo() {
    SplittableRandom random = new SplittableRandom(SEED);
    int found = 0;
    for (int i = 0; i < DRAWS; i++) {
      Scene scene = Scene.sample(random);
      Caption caption = Caption.of(random, scene, true);
      Optional<NearMiss> drawn = NearMiss.of(random, scene, caption);
      if (drawn.isPresent()) {
        assertThat(caption.isTrueOf(drawn.get().scene())).as(reason(i, drawn.get())).isFalse();
        assertThat(drawn.get().caption().isTrueOf(scene)).as(reason(i, drawn.get())).isFalse();
        found++;
      }
    }

    assertThat(found).as("seed %s", SEED).isGreaterThan(DRAWS * 9 / 10);
  }

  private static String reason(int draw, NearMiss nearMiss) {
    return "seed %s, draw %s: %s".formatted(SEED, draw, nearMiss);
  }

  private static void assertDiffersAsStated(Scene scene, NearMiss nearMiss) {
    List<SceneObject> before = scene.objects();
    List<SceneObject> after = nearMiss.scene().objects();
    assertThat(after).hasSameSizeAs(before);
    Set<Integer> changed = new HashSet<>();
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(after.get(i))) {
        changed.add(i);
      }
    }
    int expected =
        nearMiss.change().isSwap()
            ? 2
            : nearMiss.change() == NearMiss.Change.OTHER_BACKGROUND ? 0 : 1;
    assertThat(changed).as("%s: %s", scene, nearMiss).hasSize(expected);
    assertThat(nearMiss.scene().background() == scene.background())
        .isEqualTo(nearMiss.change() != NearMiss.Change.OTHER_BACKGROUND);
    if (nearMiss.change().isSwap()) {
      assertThat(after.stream().map(SceneObject::colour))
          .containsExactlyInAnyOrderElementsOf(before.stream().map(SceneObject::colour).toList());
      assertThat(after.stream().map(SceneObject::shape))
          .containsExactlyInAnyOrderElementsOf(before.stream().map(SceneObject::shape).toList());
      assertThat(after.stream().map(SceneObject::x))
          .containsExactlyInAnyOrderElementsOf(before.stream().map(SceneObject::x).toList());
    }
  }
}
