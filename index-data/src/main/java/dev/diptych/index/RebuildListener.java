package dev.diptych.index;

/** Hears what becomes of an unfinished rebuild when the next one begins. */
public interface RebuildListener {

  /** Hears nothing. */
  RebuildListener NONE =
      new RebuildListener() {
        @Override
        public void resuming(UnfinishedRebuild rebuild) {}

        @Override
        public void dropping(UnfinishedRebuild rebuild, String reason) {}
      };

  /** The rebuild goes on: its items are kept. */
  void resuming(UnfinishedRebuild rebuild);

  /**
   * The rebuild is deleted, and another begins.
   *
   * @param reason why it cannot be resumed, a clause: "it stores features as INT8, not as F16"
   */
  void dropping(UnfinishedRebuild rebuild, String reason);
}
