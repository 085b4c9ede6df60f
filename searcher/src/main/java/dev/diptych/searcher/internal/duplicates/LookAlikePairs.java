package dev.diptych.searcher.internal.duplicates;

import dev.diptych.core.Look;
import dev.diptych.searcher.internal.duplicates.PicturePair.Alike;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
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

  /** So many looks that were compared last are kept, about 60 kB each. */
  private static final int KEPT = 1000;

  private final int count;
  private final IntFunction<Optional<Look>> looks;
  private final IntFunction<List<Integer>> neighbours;

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
    this.count = count;
    this.looks = looks;
    this.neighbours = neighbours;
    this.glances = new float[count][][];
  }

  /** {@return groups of two or more that look alike, by places} */
  public List<List<Integer>> groups() {
    return Groups.of(pairs(candidates()));
  }

  /** {@return those of some pairs that look alike} */
  List<Alike> pairs(List<PicturePair> candidates) {
    List<Alike> alike = new ArrayList<>();
    Map<Integer, ComparedLook> recent = new Recent();
    for (PicturePair pair : candidates) {
      Likeness likeness =
          LookComparison.compare(
              recent.computeIfAbsent(pair.first(), this::compared),
              recent.computeIfAbsent(pair.second(), this::compared));
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

  private ComparedLook compared(int place) {
    return ComparedLook.of(looks.apply(place).orElseThrow());
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
              for (long hash : hashes[place]) {
                bands.near(hash, NEAR_BITS, other -> add(pairs, place, other));
              }
              neighbours.apply(place).forEach(other -> add(pairs, place, other));
            });
    return pairs.stream()
        .sorted(Comparator.comparingInt(PicturePair::first).thenComparingInt(PicturePair::second))
        .toList();
  }

  private void add(Set<PicturePair> pairs, int one, int other) {
    float[][] first = glances[one];
    float[][] second = glances[other];
    if (one != other
        && first != null
        && second != null
        && LookComparison.mayBeAlike(first, second)) {
      pairs.add(PicturePair.of(one, other));
    }
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
  private static final class Recent extends LinkedHashMap<Integer, ComparedLook> {

    private static final long serialVersionUID = 1;

    Recent() {
      super(16, .75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, ComparedLook> eldest) {
      return size() > KEPT;
    }
  }
}
