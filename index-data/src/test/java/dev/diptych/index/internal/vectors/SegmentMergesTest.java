package dev.diptych.index.internal.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.MergePolicy.MergeContext;
import org.apache.lucene.index.MergePolicy.MergeSpecification;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.InfoStream;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SegmentMergesTest {

  private final Merging merging = new Merging();

  @Test
  void findMerges_ofAFewSmallSegments_leavesThem() throws IOException {
    assertThat(merged(repeat(30, 1000))).isEmpty();
    assertThat(merged(with(repeat(10, 40_000), 700_000))).isEmpty();
  }

  @Test
  void findMerges_ofManySmallSegments_takesTheSmallestAsFarAsTheyNeedNoGraph() throws IOException {
    assertThat(merged(repeat(31, 1000))).hasSize(31);
    assertThat(merged(with(repeat(31, 1000), 900_000)))
        .as("the graph stays as it is")
        .containsOnly(1000);
    assertThat(merged(with(repeat(30, 2000), 500, 45_000)))
        .as("500 and as many of 2,000 as stay below %s", PackedVectorsFormat.LEAST_IN_GRAPH)
        .containsOnly(500, 2000)
        .hasSize(25);
  }

  @Test
  void findMerges_ofAsManyVectorsAsTheGraphHas_putsAllIntoIt() throws IOException {
    assertThat(merged(repeat(12, 45_000))).as("no graph yet").hasSize(12);
    assertThat(merged(with(repeat(16, 40_000), 640_000))).hasSize(17);
    assertThat(merged(with(repeat(15, 40_000), 640_000))).isEmpty();
  }

  @Test
  void findMerges_whileTheGraphIsBeingMerged_waits() throws IOException {
    List<Integer> sizes = with(repeat(31, 1000), 600_000);
    merging.at.add(31);
    assertThat(merged(sizes)).isEmpty();
    merging.at.clear();
    merging.at.add(0);
    assertThat(merged(sizes)).as("30 others are not too many").isEmpty();
  }

  @Test
  void findMerges_withManyDeleted_writesTheGraphAnew() throws IOException {
    merging.deleted = 40_000;
    assertThat(merged(List.of(100_000, 1000))).containsExactlyInAnyOrder(100_000, 1000);
    merging.deleted = 30_000;
    assertThat(merged(List.of(100_000, 1000))).isEmpty();
  }

  private static List<Integer> repeat(int times, int size) {
    return new ArrayList<>(Collections.nCopies(times, size));
  }

  private static List<Integer> with(List<Integer> sizes, Integer... more) {
    sizes.addAll(Arrays.asList(more));
    return sizes;
  }

  /** {@return the sizes of the segments of the one merge} */
  private List<Integer> merged(List<Integer> sizes) throws IOException {
    SegmentInfos segments = new SegmentInfos(Version.LATEST.major);
    for (int i = 0; i < sizes.size(); i++) {
      segments.add(segment(i, sizes.get(i)));
    }
    merging.segments = segments;
    @Nullable MergeSpecification found =
        new SegmentMerges().findMerges(MergeTrigger.SEGMENT_FLUSH, segments, merging);
    if (found == null) {
      return List.of();
    }
    assertThat(found.merges).hasSize(1);
    return found.merges.getFirst().segments.stream().map(each -> each.info.maxDoc()).toList();
  }

  private static SegmentCommitInfo segment(int number, int size) {
    return new SegmentCommitInfo(
        new SegmentInfo(
            new ByteBuffersDirectory(),
            Version.LATEST,
            Version.LATEST,
            "_" + number,
            size,
            false,
            false,
            new Lucene104Codec(),
            Map.of(),
            StringHelper.randomId(),
            Map.of(),
            null),
        0,
        0,
        -1,
        -1,
        -1,
        StringHelper.randomId());
  }

  /** What a writer tells a merge policy. */
  private static final class Merging implements MergeContext {

    private final Set<Integer> at = new HashSet<>();
    private int deleted;
    private SegmentInfos segments = new SegmentInfos(Version.LATEST.major);

    @Override
    public int numDeletesToMerge(SegmentCommitInfo segment) {
      return segment.info.maxDoc() >= PackedVectorsFormat.LEAST_IN_GRAPH ? deleted : 0;
    }

    @Override
    public int numDeletedDocs(SegmentCommitInfo segment) {
      return numDeletesToMerge(segment);
    }

    @Override
    public InfoStream getInfoStream() {
      return InfoStream.NO_OUTPUT;
    }

    @Override
    public Set<SegmentCommitInfo> getMergingSegments() {
      Set<SegmentCommitInfo> found = new HashSet<>();
      at.forEach(number -> found.add(segments.info(number)));
      return found;
    }
  }
}
