package dev.diptych.scenes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * One drawing of the demo corpus: the group of the query, groups of a scene and three look-alikes,
 * single scenes, then captions of scenes that are left out. No two captions have the same words.
 * Used once.
 */
final class DemoCorpusDraw {

  static final int PICTURES = 600;
  static final int LONE_CAPTIONS = 300;

  private static final int GROUPS = 70;
  private static final int LOOK_ALIKES = 3;
  private static final int LOOK_ALIKE_TRIES = 40;
  private static final int CAPTIONED_SINGLES = 100;
  private static final int LONE_LOOK_ALIKES = 100;

  private final long seed;
  private final SplittableRandom random;
  private final List<DemoCorpus.Picture> pictures = new ArrayList<>();
  private final List<Caption> loneCaptions = new ArrayList<>();
  private final Set<String> usedTexts = new HashSet<>();

  DemoCorpusDraw(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  DemoCorpus draw() {
    drawQueryGroup();
    for (int i = 0; i < GROUPS; i++) {
      drawGroup(i + 2);
    }
    drawSingles();
    drawLoneCaptions();
    return new DemoCorpus(seed, pictures, loneCaptions);
  }

  private void drawQueryGroup() {
    Caption query = new Caption(DemoCorpus.QUERY, QueryGroup.queryMeaning());
    usedTexts.add(query.text());
    for (Scene scene : QueryGroup.draw(random)) {
      add(1, scene, List.of(pictures.isEmpty() ? query : caption(scene, any -> true)));
    }
  }

  /** Adds a scene and look-alikes; neither first caption is true of the other's picture. */
  private void drawGroup(int group) {
    while (true) {
      Scene scene = Scene.sample(random);
      Caption caption = Caption.of(random, scene, true);
      if (!usedTexts.contains(caption.text())) {
        List<Scene> lookAlikes = drawLookAlikes(scene, caption);
        if (lookAlikes.size() == LOOK_ALIKES) {
          usedTexts.add(caption.text());
          add(group, scene, List.of(caption));
          Scene first = lookAlikes.removeFirst();
          add(group, first, List.of(caption(first, other -> !other.isTrueOf(scene))));
          lookAlikes.forEach(lookAlike -> add(group, lookAlike, List.of()));
          return;
        }
      }
    }
  }

  private List<Scene> drawLookAlikes(Scene scene, Caption caption) {
    Set<Scene> found = new LinkedHashSet<>();
    for (int i = 0; i < LOOK_ALIKE_TRIES && found.size() < LOOK_ALIKES; i++) {
      Optional<NearMiss> nearMiss = NearMiss.of(random, scene, caption);
      if (nearMiss.isPresent() && nearMiss.get().change().isSwap()) {
        found.add(nearMiss.get().scene());
      }
    }
    return new ArrayList<>(found);
  }

  private void drawSingles() {
    int firstSingle = pictures.size();
    while (pictures.size() < PICTURES) {
      Scene scene = Scene.sample(random);
      boolean captioned = pictures.size() < firstSingle + CAPTIONED_SINGLES;
      add(0, scene, captioned ? List.of(caption(scene, any -> true)) : List.of());
    }
  }

  private void drawLoneCaptions() {
    while (loneCaptions.size() < LONE_LOOK_ALIKES) {
      Scene known = Draws.choice(random, pictures).scene();
      NearMiss.of(random, known)
          .map(NearMiss::caption)
          .filter(caption -> usedTexts.add(caption.text()))
          .ifPresent(loneCaptions::add);
    }
    while (loneCaptions.size() < LONE_CAPTIONS) {
      loneCaptions.add(caption(Scene.sample(random), any -> true));
    }
  }

  private void add(int group, Scene scene, List<Caption> captions) {
    String name = String.format(Locale.ROOT, "scene-%04d.png", pictures.size() + 1);
    pictures.add(new DemoCorpus.Picture(name, group, scene, random.nextLong(), captions));
  }

  /** {@return a caption of the scene in words that no other caption has} */
  private Caption caption(Scene scene, Predicate<Caption> accepted) {
    while (true) {
      Caption caption = Caption.of(random, scene, true);
      if (accepted.test(caption) && usedTexts.add(caption.text())) {
        return caption;
      }
    }
  }
}
