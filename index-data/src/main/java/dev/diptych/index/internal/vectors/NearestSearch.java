package dev.diptych.index.internal.vectors;

import dev.diptych.core.ItcScore;
import dev.diptych.core.Modality;
import dev.diptych.index.Effort;
import dev.diptych.index.Recall;
import dev.diptych.index.Recall.Neighbour;
import dev.diptych.index.RecallRequest;
import dev.diptych.index.internal.items.AcceptedItems;
import dev.diptych.index.internal.items.ItemFields;
import dev.diptych.index.internal.items.NeighbourKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/*
 * Three ways through a segment
 *
 * Few vectors are compared one by one as they are: exact, and no dearer than anything else up to
 * forty for each wanted one. More of them are compared one by one as 4-bit numbers, in the order in
 * which they lie, several times as fast as comparing 32-bit ones. Many are walked through by their
 * graph, which compares about twenty for each place of the beam, at random places, each at five
 * times the cost of the same comparison in a scan. So the scan wins until a segment holds a hundred
 * vectors for each place of the beam.
 *
 * The last two only choose whom to look at: the nearest 3 k by 4-bit numbers are compared as they
 * are. All ways take cosines from the same function, so they rank alike what they have found, and
 * what the user sees is always the cosine of the full vectors.
 *
 * How wide a beam
 *
 * The last of the k nearest lie where distances hardly differ any more, and a graph of more vectors
 * hides them better. The beam is chosen so that of the 100 nearest at most 2 are missed among
 * clustered random vectors of 256 dimensions, which are harder than pictures: 8 k up to a hundred
 * thousand vectors, from there in proportion to the power 0.72 of their number.
 *
 * Filters
 *
 * Those that pass are counted first. Up to forty for each wanted one are compared exactly, as if
 * they were all there is. More are scanned as 4-bit numbers, leaving out the others. A walk looks at
 * those that do not pass as well, since they lead to ones that do: at all / passing as many for each
 * place of its beam. So it wins only where passing x passing / all is more than a hundred for each
 * place. Walking along those that pass alone, as ACORN does, loses one in ten at 5 % passing.
 *
 * Several vectors
 *
 * Vectors of each number have a field and a graph of their own, and each is asked for its k nearest.
 * An item is as near as the nearest of its vectors, so one of the k nearest items is among the k
 * nearest of the field where that vector is: fewer than k items of that field can be nearer.
 *
 * Copies
 *
 * Images with the same bytes have the same vector and would crowd out others, so they count as one.
 * Where the k nearest documents hold fewer than k contents, twice as many are looked for, and so on.
 */
/** The k vectors nearest to a query: over the HNSW graphs, or by comparing all. */
public final class NearestSearch {

  private static final int LEAST = 100;
  private static final int COMPARED_EXACTLY = 40;
  private static final int SCANNED_PER_BEAM_PLACE = 100;
  private static final int RESCORED = 3;

  private static final int BEAM_PER_WANTED = 8;
  private static final double BEAM_FROM = 100_000;
  private static final double BEAM_GROWTH = 0.72;

  private static final int ALL = Integer.MAX_VALUE;

  static final Comparator<Neighbour> BEST_FIRST =
      Comparator.comparingDouble((Neighbour neighbour) -> neighbour.itc().value())
          .reversed()
          .thenComparing(Neighbour::id);

  private final DirectoryReader reader;
  private final String field;
  private final float[] query;
  private final int k;
  private final IntUnaryOperator beams;
  private final Optional<AcceptedItems> accepted;
  private final PriorityQueue<Neighbour> best;
  private long visited;
  private boolean exact = true;

  private NearestSearch(
      DirectoryReader reader,
      String field,
      float[] query,
      int k,
      IntUnaryOperator beams,
      Optional<AcceptedItems> accepted) {
    this.reader = reader;
    this.field = field;
    this.query = query;
    this.k = k;
    this.beams = beams;
    this.accepted = accepted;
    this.best = new PriorityQueue<>(Math.min(k, 1024), BEST_FIRST.reversed());
  }

  /** {@return the beam that finds the k nearest of so many vectors} */
  static int beam(int k, int vectors) {
    double growth = Math.pow(Math.max(1, vectors / BEAM_FROM), BEAM_GROWTH);
    return (int) Math.min(vectors, Math.max(LEAST, BEAM_PER_WANTED * growth * k));
  }

  /**
   * Finds what a request asks for.
   *
   * @param request with an embedding that fits
   * @param vectors how many vectors an item of the target's modality has
   * @param count how many items of the target's modality there are
   */
  public static Recall recall(DirectoryReader reader, RecallRequest request, int vectors, int count)
      throws IOException {
    return recall(reader, request, vectors, count, Optional.empty());
  }

  /**
   * Finds what a request asks for among the items that pass its filter.
   *
   * @param request with an embedding that fits
   * @param vectors how many vectors an item of the target's modality has
   * @param accepted the items of the target's modality that pass
   */
  public static Recall recall(
      DirectoryReader reader, RecallRequest request, int vectors, AcceptedItems accepted)
      throws IOException {
    return accepted.count() == 0
        ? new Recall(List.of(), 0, true)
        : recall(reader, request, vectors, accepted.count(), Optional.of(accepted));
  }

  private static Recall recall(
      DirectoryReader reader,
      RecallRequest request,
      int vectors,
      int count,
      Optional<AcceptedItems> accepted)
      throws IOException {
    long visited = 0;
    for (int documents = request.k(); ; documents = Math.clamp(2L * documents, 1, count)) {
      Recall found = documents(reader, request, vectors, documents, count, accepted);
      visited += found.visited();
      List<Neighbour> distinct =
          request.target() == Modality.IMAGE
              ? onePerContent(found.neighbours())
              : found.neighbours();
      if (distinct.size() >= request.k() || documents >= count) {
        return new Recall(
            distinct.subList(0, Math.min(request.k(), distinct.size())), visited, found.exact());
      }
    }
  }

  /** {@return the neighbours without those whose content a nearer one has, too} */
  private static List<Neighbour> onePerContent(List<Neighbour> neighbours) {
    Set<String> seen = new HashSet<>();
    return neighbours.stream().filter(neighbour -> seen.add(neighbour.contentHash())).toList();
  }

  /** Finds the k nearest documents, by the nearest of their vectors. */
  private static Recall documents(
      DirectoryReader reader,
      RecallRequest request,
      int vectors,
      int k,
      int count,
      Optional<AcceptedItems> accepted)
      throws IOException {
    Modality target = request.target();
    List<Recall> each = new ArrayList<>(1);
    for (int number = 0; number < Math.max(vectors, request.vector().count()); number++) {
      String field = ItemFields.vector(target, vectors == 1 ? 0 : number);
      float[] query = request.vector().vector(number);
      Recall recall =
          new NearestSearch(reader, field, query, k, beams(request, k), accepted).search();
      // A graph with many deleted vectors may come apart; then only the scan finds enough.
      each.add(
          recall.neighbours().size() < Math.min(k, count)
              ? new NearestSearch(reader, field, query, k, _ -> ALL, accepted).search()
              : recall);
    }
    return each.size() == 1
        ? each.getFirst()
        : new NearestOfSeveral(reader, target, request.vector()).merge(each, k);
  }

  /** {@return from the number of vectors in a segment to the beam of its walk, at least k} */
  private static IntUnaryOperator beams(RecallRequest request, int k) {
    return switch (request.effort()) {
      case Effort.Usual _ -> vectors -> beam(k, vectors);
      case Effort.Beam beam -> vectors -> Math.min(Math.max(beam.width(), k), vectors);
      case Effort.Exact _ -> vectors -> ALL;
    };
  }

  private Recall search() throws IOException {
    for (LeafReaderContext context : reader.leaves()) {
      @Nullable FloatVectorValues vectors = context.reader().getFloatVectorValues(field);
      if (vectors != null) {
        search(context, vectors);
      }
    }
    List<Neighbour> neighbours = new ArrayList<>(best);
    neighbours.sort(BEST_FIRST);
    return new Recall(neighbours, visited, exact);
  }

  private void search(LeafReaderContext context, FloatVectorValues vectors) throws IOException {
    LeafReader leaf = context.reader();
    int passing = accepted.map(items -> items.count(context)).orElse(vectors.size());
    if (passing == 0) {
      return;
    }
    @Nullable Bits candidates =
        accepted.isPresent() ? accepted.get().in(context) : leaf.getLiveDocs();
    int beam = beams.applyAsInt(vectors.size());
    if (beam == ALL || passing <= (long) COMPARED_EXACTLY * Math.max(LEAST / 2, k)) {
      compareAll(context, vectors);
      return;
    }
    exact = false;
    Optional<SegmentGraph> graph = SegmentGraph.of(leaf, field);
    if (graph.isEmpty()) {
      walkUnquantised(leaf, vectors, beam, candidates);
      return;
    }
    boolean walk = graph.get().isWalkable() && isWorthWalking(passing, vectors.size(), beam);
    int rescored = (int) Math.min(passing, (long) RESCORED * Math.max(LEAST, k));
    SegmentGraph.Nearest nearest =
        walk
            ? graph.get().walk(query, Math.min(beam, passing), rescored, candidates)
            : graph.get().scan(query, rescored, candidates);
    visited += nearest.visited();
    int[] ordinals = nearest.ordinals();
    float[] cosines = new float[ordinals.length];
    for (int i = 0; i < ordinals.length; i++) {
      cosines[i] = cosine(vectors.vectorValue(ordinals[i]));
    }
    float least = leastOfBest(cosines);
    NeighbourKeys keys = new NeighbourKeys(leaf);
    for (int i = 0; i < ordinals.length; i++) {
      if (cosines[i] >= least) {
        offer(cosines[i], graph.get().document(ordinals[i]), keys);
      }
    }
  }

  /**
   * {@return whether a walk costs less than a scan of those that pass} It meets as many of all for
   * each place of its beam as if all passed, so that it becomes dearer as fewer do.
   */
  private static boolean isWorthWalking(int passing, int vectors, int beam) {
    return (double) passing * passing / vectors > (double) beam * SCANNED_PER_BEAM_PLACE;
  }

  /** {@return what the k-th best of these has} */
  private float leastOfBest(float[] cosines) {
    if (cosines.length <= k) {
      return -1;
    }
    float[] sorted = cosines.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - k];
  }

  /** For segments written before vectors were quantised. */
  private void walkUnquantised(
      LeafReader leaf, FloatVectorValues vectors, int beam, @Nullable Bits candidates)
      throws IOException {
    TopKnnCollector collector =
        new TopKnnCollector(Math.min(beam, vectors.size()), Integer.MAX_VALUE);
    leaf.searchNearestVectors(
        field, query, collector, AcceptDocs.fromLiveDocs(candidates, leaf.maxDoc()));
    visited += collector.visitedCount();
    int[] docs =
        Arrays.stream(collector.topDocs().scoreDocs).mapToInt(hit -> hit.doc).sorted().toArray();
    NeighbourKeys keys = new NeighbourKeys(leaf);
    KnnVectorValues.DocIndexIterator at = vectors.iterator();
    for (int doc : docs) {
      at.advance(doc);
      offer(cosine(vectors.vectorValue(at.index())), doc, keys);
    }
  }

  private void compareAll(LeafReaderContext context, FloatVectorValues vectors) throws IOException {
    LeafReader leaf = context.reader();
    NeighbourKeys keys = new NeighbourKeys(leaf);
    if (accepted.isPresent()) {
      compareAll(accepted.get().in(context), vectors, keys);
      return;
    }
    @Nullable Bits live = leaf.getLiveDocs();
    KnnVectorValues.DocIndexIterator at = vectors.iterator();
    for (int doc = at.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = at.nextDoc()) {
      if (live == null || live.get(doc)) {
        visited++;
        offer(cosine(vectors.vectorValue(at.index())), doc, keys);
      }
    }
  }

  private void compareAll(FixedBitSet candidates, FloatVectorValues vectors, NeighbourKeys keys)
      throws IOException {
    KnnVectorValues.DocIndexIterator at = vectors.iterator();
    for (int doc = candidates.nextSetBit(0);
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc =
            doc + 1 < candidates.length()
                ? candidates.nextSetBit(doc + 1)
                : DocIdSetIterator.NO_MORE_DOCS) {
      if (at.docID() < doc) {
        at.advance(doc);
      }
      if (at.docID() == doc) {
        visited++;
        offer(cosine(vectors.vectorValue(at.index())), doc, keys);
      }
    }
  }

  private float cosine(float[] vector) {
    return Math.clamp(VectorUtil.dotProduct(query, vector), -1f, 1f);
  }

  /** Takes a document, in ascending order within a segment. */
  private void offer(float cosine, int doc, NeighbourKeys keys) throws IOException {
    @Nullable Neighbour worst = best.size() < k ? null : best.peek();
    if (worst != null && cosine < worst.itc().value()) {
      return; // without reading its id
    }
    Neighbour found = new Neighbour(keys.id(doc), keys.contentHash(doc), new ItcScore(cosine));
    if (worst == null) {
      best.add(found);
    } else if (BEST_FIRST.compare(found, worst) < 0) {
      best.poll();
      best.add(found);
    }
  }
}
