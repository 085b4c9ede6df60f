package dev.diptych.index.internal.vectors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/*
 * When graphs are built
 *
 * Putting a vector into a graph takes twenty times as long as copying it, and a merge takes over
 * only the largest of its graphs; what the others hold is put in once more. Merging by tiers
 * therefore builds a graph of ten segments, then one of ten such graphs, and each vector is put in
 * twice or three times. Here segments without a graph are merged only among themselves, and only as
 * long as they need none; all of them go into the one graph together, each vector once: when the
 * writer closes, or before, when they have become so many that searching them
 * without a graph takes long.
 */
/** Which segments are merged while an index is written: few graphs, each vector put in once. */
public final class SegmentMerges extends FilterMergePolicy {

  /** More segments than these without a graph are merged, however small. */
  private static final int MOST_SMALL = 30;

  /** So many vectors can be compared without a graph in tens of milliseconds. */
  private static final int MOST_WITHOUT_GRAPH = 500_000;

  /** Vectors beside the largest segment are worth merging into it from one in so many on. */
  private static final int GATHERED_PART = 10;

  /** A segment is written anew when one in so many of its documents is deleted. */
  private static final int DELETED_PART = 3;

  public SegmentMerges() {
    super(new TieredMergePolicy());
  }

  @Override
  public @Nullable MergeSpecification findMerges(
      MergeTrigger trigger, SegmentInfos segments, MergeContext context) throws IOException {
    Set<SegmentCommitInfo> merging = context.getMergingSegments();
    List<SegmentCommitInfo> idle = new ArrayList<>();
    List<SegmentCommitInfo> small = new ArrayList<>();
    long inSmall = 0;
    long inLarge = 0;
    long deletedInLarge = 0;
    for (SegmentCommitInfo segment : segments) {
      if (merging.contains(segment)) {
        continue;
      }
      idle.add(segment);
      int documents = segment.info.maxDoc();
      if (documents < PackedVectorsFormat.LEAST_IN_GRAPH) {
        small.add(segment);
        inSmall += documents;
      } else {
        inLarge += documents;
        deletedInLarge += context.numDeletesToMerge(segment);
      }
    }
    if (!merging.isEmpty() && merging.stream().anyMatch(SegmentMerges::isLarge)) {
      return null; // what comes of it is what small ones are to be put into
    }
    if (inSmall >= Math.max(MOST_WITHOUT_GRAPH, inLarge)
        || deletedInLarge > inLarge / DELETED_PART) {
      return one(idle);
    }
    List<SegmentCommitInfo> together = small.size() > MOST_SMALL ? smallest(small) : List.of();
    return together.size() > 1 ? one(together) : null; // one would be written anew for ever
  }

  /**
   * Merges all segments into one where that makes searching notably faster: walking two graphs
   * takes twice as long as walking one. Where images have several vectors, segments are small,
   * since they are written by bytes, and comparing all vectors of small ones takes several times as
   * long as a scan of one.
   *
   * @param reader sees all that was written
   * @param vectors how many an image has
   */
  public static void gather(IndexWriter writer, DirectoryReader reader, int vectors)
      throws IOException {
    int largest = 0;
    int all = 0;
    for (LeafReaderContext segment : reader.leaves()) {
      largest = Math.max(largest, segment.reader().numDocs());
      all += segment.reader().numDocs();
    }
    if ((long) all * vectors >= PackedVectorsFormat.LEAST_IN_GRAPH
        && all - largest > largest / GATHERED_PART) {
      writer.forceMerge(1);
    }
  }

  /** None waits for merges while it commits. */
  @Override
  public @Nullable MergeSpecification findFullFlushMerges(
      MergeTrigger trigger, SegmentInfos segments, MergeContext context) {
    return null;
  }

  private static boolean isLarge(SegmentCommitInfo segment) {
    return segment.info.maxDoc() >= PackedVectorsFormat.LEAST_IN_GRAPH;
  }

  /** {@return as many as need no graph together, the smallest first} */
  private static List<SegmentCommitInfo> smallest(List<SegmentCommitInfo> small) {
    small.sort(Comparator.comparingInt(segment -> segment.info.maxDoc()));
    List<SegmentCommitInfo> taken = new ArrayList<>();
    long documents = 0;
    for (SegmentCommitInfo segment : small) {
      documents += segment.info.maxDoc();
      if (documents >= PackedVectorsFormat.LEAST_IN_GRAPH) {
        break;
      }
      taken.add(segment);
    }
    return taken;
  }

  private static @Nullable MergeSpecification one(List<SegmentCommitInfo> together) {
    if (together.isEmpty()) {
      return null;
    }
    MergeSpecification merges = new MergeSpecification();
    merges.add(new OneMerge(together));
    return merges;
  }
}
