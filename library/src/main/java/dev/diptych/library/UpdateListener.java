package dev.diptych.library;

import dev.diptych.index.RebuildListener;
import dev.diptych.index.UnfinishedRebuild;
import dev.diptych.indexer.IndexingProgress;
import dev.diptych.indexer.ProgressListener;

/**
 * Hears how an update goes, on threads of the update, one call at a time: be quick. What it throws
 * ends the update.
 */
public interface UpdateListener extends ProgressListener, RebuildListener {

  /** Hears nothing. */
  UpdateListener NONE = new UpdateListener() {};

  /** {@return one that hears only how far the update is} */
  static UpdateListener ofProgress(ProgressListener listener) {
    return new UpdateListener() {
      @Override
      public void progressed(IndexingProgress progress) {
        listener.progressed(progress);
      }
    };
  }

  /** The index is open for writing and the model is loaded; the run begins. */
  default void opened(SpecChoice.Chosen chosen) {}

  @Override
  default void progressed(IndexingProgress progress) {}

  @Override
  default void resuming(UnfinishedRebuild rebuild) {}

  @Override
  default void dropping(UnfinishedRebuild rebuild, String reason) {}
}
