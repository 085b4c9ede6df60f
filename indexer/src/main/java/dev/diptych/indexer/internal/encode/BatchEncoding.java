package dev.diptych.indexer.internal.encode;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.ShortMemory;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import dev.diptych.indexer.internal.encode.Prepared.Settled;
import dev.diptych.indexer.internal.items.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects sources into batches, encodes them, and hands all on in the order they came. Each
 * content is encoded once. Not thread-safe.
 *
 * @param <P> what the encoder takes
 */
final class BatchEncoding<P> {

  /*
   * Poison. A batch that fails is encoded again one by one, so that one input that the encoder
   * cannot take costs itself and not its neighbours. When many inputs in a row fail and none
   * succeeds, it is not the inputs: the run ends with the last cause.
   *
   * Short memory says nothing about an input. What fails for it is tried once more, alone and after
   * a collection, and then left for the next run; what the index has of it stays.
   */

  /** So many failures in a row, with no success, are the encoder's own. */
  private static final int HOPELESS = 32;

  /** Sources held back behind an unfinished batch at most. */
  private static final int LONGEST_WINDOW = 256;

  private final Function<List<Fresh<P>>, List<Vectors>> encoder;
  private final int batchSize;
  private final Consumer<Finding> sink;

  private final List<Prepared<P>> window = new ArrayList<>();
  private final Map<String, Fresh<P>> batch = new HashMap<>();
  private final Set<String> encoded = new HashSet<>();
  private int failuresInARow;

  BatchEncoding(
      Function<List<Fresh<P>>, List<Vectors>> encoder, int batchSize, Consumer<Finding> sink) {
    this.encoder = encoder;
    this.batchSize = batchSize;
    this.sink = sink;
  }

  /** Takes the next source. */
  void accept(Prepared<P> source) {
    window.add(source instanceof Fresh<P> fresh ? withoutCopies(fresh) : source);
    if (batch.isEmpty() || batch.size() >= batchSize || window.size() >= LONGEST_WINDOW) {
      flush();
    }
  }

  /** Puts a new content into the batch; of one that is known already no second input is held. */
  private Prepared<P> withoutCopies(Fresh<P> fresh) {
    String content = fresh.draft().contentHash();
    if (encoded.contains(content)) {
      return new Settled<>(new Finding.Shared(fresh.draft()));
    }
    Fresh<P> first = batch.putIfAbsent(content, fresh);
    return first == null
        ? fresh
        : new Fresh<>(fresh.draft(), first.input(), first.thumbnail(), fresh.cut());
  }

  /** Encodes what waits and hands it on. */
  void flush() {
    Map<String, Result> results = encodeBatch();
    for (Prepared<P> source : window) {
      switch (source) {
        case Settled<P> settled -> sink.accept(settled.finding());
        case Fresh<P> fresh -> sink.accept(finding(fresh, results));
      }
    }
    window.clear();
    batch.clear();
  }

  private Finding finding(Fresh<P> fresh, Map<String, Result> results) {
    Draft draft = fresh.draft();
    Result result = results.get(draft.contentHash());
    if (result == null) {
      return new Finding.Shared(draft);
    }
    if (result.vectors() == null) {
      return new Finding.Skipped(
          draft.source(),
          draft.modality(),
          SkipGroup.UNSUPPORTED,
          result.failure(),
          !result.memoryShort());
    }
    encoded.add(draft.contentHash());
    return isInBatch(fresh)
        ? new Finding.Encoded(draft, result.vectors(), fresh.thumbnail(), fresh.cut())
        : new Finding.Shared(draft);
  }

  private record Result(@Nullable Vectors vectors, String failure, boolean memoryShort) {

    static Result of(Vectors vectors) {
      return new Result(vectors, "", false);
    }
  }

  private Map<String, Result> encodeBatch() {
    List<Fresh<P>> inputs =
        window.stream()
            .filter(source -> source instanceof Fresh<P> fresh && isInBatch(fresh))
            .map(source -> (Fresh<P>) source)
            .toList();
    Map<String, Result> results = new HashMap<>();
    if (inputs.isEmpty()) {
      return results;
    }
    try {
      List<Vectors> vectors = encoder.apply(inputs);
      for (int i = 0; i < inputs.size(); i++) {
        results.put(inputs.get(i).draft().contentHash(), Result.of(vectors.get(i)));
      }
      failuresInARow = 0;
    } catch (RuntimeException | OutOfMemoryError batchFailure) {
      if (ShortMemory.isBehind(batchFailure)) {
        System.gc();
      }
      for (Fresh<P> input : inputs) {
        results.put(input.draft().contentHash(), encodeAlone(input));
      }
    }
    return results;
  }

  private boolean isInBatch(Fresh<P> fresh) {
    Fresh<P> first = batch.get(fresh.draft().contentHash());
    return first != null && first.draft().source().equals(fresh.draft().source());
  }

  private Result encodeAlone(Fresh<P> fresh) {
    try {
      return encodedOnce(fresh);
    } catch (RuntimeException | OutOfMemoryError failure) {
      return ShortMemory.isBehind(failure) ? encodeAfterCollection(fresh) : failed(fresh, failure);
    }
  }

  private Result encodeAfterCollection(Fresh<P> fresh) {
    System.gc();
    try {
      return encodedOnce(fresh);
    } catch (RuntimeException | OutOfMemoryError failure) {
      return ShortMemory.isBehind(failure)
          ? new Result(
              null,
              "not enough memory now to encode it; raise -Xmx, or run again when the machine has more",
              true)
          : failed(fresh, failure);
    }
  }

  private Result encodedOnce(Fresh<P> fresh) {
    Vectors vectors = encoder.apply(List.of(fresh)).getFirst();
    failuresInARow = 0;
    return Result.of(vectors);
  }

  private Result failed(Fresh<P> fresh, Throwable failure) {
    failuresInARow++;
    if (failuresInARow >= HOPELESS) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "the model failed on %s inputs in a row, lastly on %s: %s; what was encoded before is kept"
              .formatted(failuresInARow, fresh.draft().source(), failure.getMessage()),
          failure);
    }
    return new Result(null, "the model cannot encode it: " + failure.getMessage(), false);
  }
}
