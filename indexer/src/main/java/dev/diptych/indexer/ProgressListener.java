package dev.diptych.indexer;

/**
 * Hears how a run goes. Called on one thread, the run's own, once for every source and whenever a
 * stage begins: be quick. What it throws ends the run.
 */
@FunctionalInterface
public interface ProgressListener {

  /** A listener that does nothing. */
  ProgressListener NONE = progress -> {};

  /** The run has come this far. */
  void progressed(IndexingProgress progress);

  /** A source is accounted for. */
  default void settled(SourceOutcome outcome) {}
}
