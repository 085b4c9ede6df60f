package dev.diptych.benchmarks.jmh;

import dev.diptych.benchmarks.RandomIndex;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.core.Embedding;
import dev.diptych.core.Modality;
import dev.diptych.encoders.Bundle;
import dev.diptych.index.Effort;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.Recall;
import dev.diptych.index.RecallRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The nearest vectors of an index, {@code f32 [D] -> K candidates}, by graph and by scan. */
@State(Scope.Benchmark)
public class RecallBenchmark {

  private static final int QUERIES = 64;

  /** K. */
  @Param({"32", "128"})
  public int candidates;

  private @Nullable ItemReader reader;
  private final List<Embedding> queries = new ArrayList<>();
  private int next;

  /** Makes the index once, and queries. */
  @Setup
  public void open() throws IOException {
    Workspace workspace = JmhWorkspace.open();
    int images = workspace.choose(10_000, 50);
    Bundle bundle = workspace.bundle();
    IndexFolder index =
        RandomIndex.make(workspace.folder("vectors-" + images), bundle, FeatureFormat.NONE, images);
    reader = index.openReader(bundle.fingerprint());
    SplittableRandom random = new SplittableRandom(candidates);
    for (int i = 0; i < QUERIES; i++) {
      queries.add(RandomIndex.unitVector(bundle.shape().dimension(), random));
    }
  }

  private Embedding query() {
    next = (next + 1) % QUERIES;
    return queries.get(next);
  }

  /** One query as searches ask it. */
  @Benchmark
  public Recall nearest() {
    return recall(RecallRequest.nearest(Modality.IMAGE, query(), candidates));
  }

  /** One query against every vector. */
  @Benchmark
  public Recall nearestExact() {
    return recall(
        RecallRequest.nearest(Modality.IMAGE, query(), candidates).with(new Effort.Exact()));
  }

  private Recall recall(RecallRequest request) {
    try (IndexView view = Objects.requireNonNull(reader).view()) {
      return view.recall(request);
    }
  }

  /** Closes the index. */
  @TearDown
  public void close() {
    Objects.requireNonNull(reader).close();
  }
}
