package dev.diptych.searcher.internal.duplicates;

import dev.diptych.core.Look;
import dev.diptych.searcher.internal.duplicates.PicturePair.Alike;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of many pictures look alike, found without comparing all with all: candidates are pictures
 * whose perceptual hashes are near, those of parts of them included, and whose vectors are nearest.
 * Only candidates are compared.
 */
public final class LookAlikePairs {

  /** Shares that are left out at the edges before a hash is taken: of a border, for example. */
  private static final double[] CUTS = {0, .02, .04, .06, .08};

  private static final int NEAR_BITS = 14;

  /** Candidates of a picture by its hashes, those that a glance finds most alike. */
  static final int MOST_BY_HASH = 32;

  /** Pictures of near hashes that are glanced at for each candidate that is wanted. */
  private static final int GLANCES = 32;

  /** So many pairs are compared by a thread at a time. */
  private static final int PART = 4096;

  /** So many looks that were compared last are kept by each thread, about 60 kB each. */
  private static final int KEPT = 500;

  private final int count;
  private final IntFunction<Optional<Look>> looks;
  private final IntFunction<List<Integer>> neighbours;
  private final int most;

  /** Whether a picture has more candidates than are compared, by place. */
  private final boolean[] crowded;

  /** Coarse grids by place; null where nobody knows how a picture looks. */
  private final float[] @Nullable [][] glances;

  /**
   * Pictures to be compared.
   *
   * @param count how many; they have places from 0 on
   * @param looks how the picture of a place looks; asked by several threads, more than once
   * @param neighbours places of pictures with vectors near to that of a place; asked by several
   *     threads
   */
  public LookAlikePairs(
      int count, IntFunction<Optional<Look>> looks, IntFunction<List<Integer>> neighbours) {
    this(count, looks, neighbours, MOST_BY_HASH);
  }

  /**
   * @param most candidates of a picture by its hashes
   */
  LookAlikePairs(
      int count,
      IntFunction<Optional<Look>> looks,
      IntFunction<List<Integer>> neighbours,
      int most) {
    this.count = count;
    this.looks = looks;
    this.neighbours = neighbours;
    this.most = most;
    this.crowded = new boolean[count];
    this.glances = new float[count][][];
  }

  /** {@return groups of two or more that look alike, by places} */
  public List<List<Integer>> groups() {
    List<Alike> alike = pairs(candidates());
    Recent recent = new Recent();
    return Groups.of(
        alike,
        pair -> crowded[pair.first()] && crowded[pair.second()],
        pair -> LookComparison.isAlike(recent.of(pair.first()), recent.of(pair.second())));
  }

  /** {@return those of some pairs that look alike, in their order} */
  List<Alike> pairs(List<PicturePair> candidates) {
    return IntStream.range(0, Math.ceilDiv(candidates.size(), PART))
        .parallel()
        .mapToObj(
            part ->
                alike(
                    candidates.subList(
                        part * PART, Math.min(candidates.size(), (part + 1) * PART))))
        .flatMap(List::stream)
        .toList();
  }

  private List<Alike> alike(List<PicturePair> candidates) {
    List<Alike> alike = new ArrayList<>();
    Recent recent = new Recent();
    for (PicturePair pair : candidates) {
      Likeness likeness = LookComparison.compare(recent.of(pair.first()), recent.of(pair.second()));
      if (likeness.isAlike()) {
        alike.add(new Alike(pair, likeness.difference()));
      }
    }
    return alike;
  }

  /** {@return how many pictures could not be compared, since nobody knows how they look} */
  public int unknown() {
    return (int) Stream.of(glances).filter(Objects::isNull).count();
  }

  /** Pairs in the order of their places, so that those of one picture are compared together. */
  List<PicturePair> candidates() {
    long[][] hashes = new long[count][];
    long[] whole = new long[count];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            place ->
                looks
                    .apply(place)
                    .ifPresent(
                        look -> {
                          ComparedLook compared = ComparedLook.of(look);
                          hashes[place] = hashes(look, compared);
                          whole[place] = look.hash();
                          glances[place] = compared.coarse();
                        }));
    HashBands bands = new HashBands(whole);
    Set<PicturePair> pairs = ConcurrentHashMap.newKeySet();
    IntStream.range(0, count)
        .parallel()
        .filter(place -> glances[place] != null)
        .forEach(
            place -> {
              near(bands, hashes[place], place).forEach(other -> add(pairs, place, other));
              neighbours.apply(place).forEach(other -> add(pairs, place, other));
            });
    return pairs.stream()
        .sorted(Comparator.comparingInt(PicturePair::first).thenComparingInt(PicturePair::second))
        .toList();
  }

  /**
   * The pictures of near hashes that are most alike at a glance. In a crowd, where these may be
   * others for each, the first picture of it is a candidate of all and holds them together.
   */
  private List<Integer> near(HashBands bands, long[] hashes, int place) {
    Map<Integer, Double> near = new HashMap<>();
    for (long hash : hashes) {
      bands.near(
          hash,
          NEAR_BITS,
          other -> {
            if (!near.containsKey(other)) {
              double glance = glance(place, other);
              if (LookComparison.mayBeAlike(glance)) {
                near.put(other, glance);
              }
            }
            return near.size() < (long) GLANCES * most;
          });
    }
    crowded[place] = near.size() > most;
    List<Integer> nearest =
        near.entrySet().stream()
            .sorted(Map.Entry.<Integer, Double>comparingByValue().thenComparing(Map.Entry::getKey))
            .limit(most)
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(ArrayList::new));
    if (crowded[place]) {
      nearest.add(Collections.min(near.keySet()));
    }
    return nearest;
  }

  private void add(Set<PicturePair> pairs, int one, int other) {
    if (LookComparison.mayBeAlike(glance(one, other))) {
      pairs.add(PicturePair.of(one, other));
    }
  }

  /** Infinite where it is one picture, or nobody knows how one of them looks. */
  private double glance(int one, int other) {
    float[][] first = glances[one];
    float[][] second = glances[other];
    return one == other || first == null || second == null
        ? Double.POSITIVE_INFINITY
        : LookComparison.glance(first, second);
  }

  /** Hashes of the picture and of parts of it, as they are and mirrored. */
  private static long[] hashes(Look look, ComparedLook compared) {
    long[] hashes = new long[2 * CUTS.length];
    for (int i = 0; i < CUTS.length; i++) {
      Look part = i == 0 ? look : compared.part(CUTS[i]);
      hashes[2 * i] = part.hash();
      hashes[2 * i + 1] = part.mirroredHash();
    }
    return hashes;
  }

  /** The looks that were compared last. */
  private final class Recent {

    private final Map<Integer, ComparedLook> kept =
        new LinkedHashMap<>(16, .75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, ComparedLook> eldest) {
            return size() > KEPT;
          }
        };

    ComparedLook of(int place) {
      return kept.computeIfAbsent(place, it -> ComparedLook.of(looks.apply(it).orElseThrow()));
    }
  }
}
