package dev.diptych.index.internal.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.index.Samples;
import dev.diptych.index.internal.vectors.SegmentGraph.Nearest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SegmentGraphTest {

  private static final int COUNT = 3000;
  private static final int QUERIES = 20;
  private static final long SEED = 11;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {20, 128, 200})
  void walk_withAWideBeam_findsTheNearest(int dimension) throws IOException {
    try (VectorSegment segment = VectorSegment.write(folder, COUNT, dimension, SEED, 100, 0)) {
      SegmentGraph graph = SegmentGraph.of(segment.leaf(), VectorSegment.FIELD).orElseThrow();
      assertThat(graph.isWalkable()).isTrue();
      Random random = new Random(SEED + 1);
      int hits = 0;
      long visited = 0;
      for (int query = 0; query < QUERIES; query++) {
        float[] vector = Samples.unit(random, dimension).toArray();
        Nearest kept = graph.walk(vector, 300, 300, null);
        Set<Integer> nearest = nearest(segment, vector, 10, 0);
        nearest.retainAll(numbers(segment, graph, kept));
        hits += nearest.size();
        visited += kept.visited();
      }
      assertThat(hits / (10.0 * QUERIES)).as("R@10, seed %s", SEED).isGreaterThan(0.95);
      assertThat(visited / QUERIES).isBetween(300L, COUNT - 1L);
    }
  }

  @Test
  void scan_amongDocumentsWithoutVectors_findsTheNearestAndNamesTheirDocuments()
      throws IOException {
    try (VectorSegment segment = VectorSegment.write(folder, COUNT, 64, SEED, COUNT * 2, 3)) {
      SegmentGraph graph = SegmentGraph.of(segment.leaf(), VectorSegment.FIELD).orElseThrow();
      assertThat(graph.isWalkable()).isFalse();
      assertThat(segment.leaf().maxDoc()).isEqualTo(COUNT + COUNT / 3);
      Random random = new Random(SEED + 1);
      for (int query = 0; query < QUERIES; query++) {
        float[] vector = Samples.unit(random, 64).toArray();
        Nearest kept = graph.scan(vector, 60, null);
        assertThat(kept.visited()).isEqualTo(COUNT);
        assertThat(numbers(segment, graph, kept))
            .as("seed %s, query %s", SEED, query)
            .hasSize(60)
            .containsAll(nearest(segment, vector, 10, 0));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, COUNT * 2})
  void find_withDeletedDocuments_findsTheNearestOfTheOthers(int leastInGraph) throws IOException {
    try (VectorSegment segment = VectorSegment.write(folder, COUNT, 64, SEED, leastInGraph, 3)) {
      SegmentGraph graph = SegmentGraph.of(segment.leaf(), VectorSegment.FIELD).orElseThrow();
      Bits live = everyFourthDeleted(segment);
      Random random = new Random(SEED + 1);
      int hits = 0;
      for (int query = 0; query < QUERIES; query++) {
        float[] vector = Samples.unit(random, 64).toArray();
        Nearest kept =
            graph.isWalkable() ? graph.walk(vector, 300, 300, live) : graph.scan(vector, 300, live);
        Set<Integer> found = numbers(segment, graph, kept);
        assertThat(found).hasSize(300).noneMatch(number -> number % 4 == 0);
        Set<Integer> nearest = nearest(segment, vector, 10, 4);
        nearest.retainAll(found);
        hits += nearest.size();
      }
      assertThat(hits / (10.0 * QUERIES)).as("R@10, seed %s", SEED).isGreaterThan(0.95);
    }
  }

  private static Bits everyFourthDeleted(VectorSegment segment) throws IOException {
    boolean[] live = new boolean[segment.leaf().maxDoc()];
    for (int document = 0; document < live.length; document++) {
      live[document] = segment.number(document) % 4 != 0;
    }
    return new Bits() {
      @Override
      public boolean get(int document) {
        return live[document];
      }

      @Override
      public int length() {
        return live.length;
      }
    };
  }

  private static Set<Integer> numbers(VectorSegment segment, SegmentGraph graph, Nearest kept)
      throws IOException {
    Set<Integer> numbers = new HashSet<>();
    for (int ordinal : kept.ordinals()) {
      numbers.add(segment.number(graph.document(ordinal)));
    }
    return numbers;
  }

  /** By the full vectors, leaving out those whose number is a multiple; 0 leaves out none. */
  private static Set<Integer> nearest(
      VectorSegment segment, float[] query, int k, int leftOutMultiple) {
    return new HashSet<>(
        IntStream.range(0, COUNT)
            .filter(number -> leftOutMultiple == 0 || number % leftOutMultiple != 0)
            .boxed()
            .sorted(
                (a, b) ->
                    Float.compare(
                        VectorUtil.dotProduct(query, segment.vector(b)),
                        VectorUtil.dotProduct(query, segment.vector(a))))
            .limit(k)
            .toList());
  }
}
