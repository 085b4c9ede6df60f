package dev.diptych.encoders;

import dev.diptych.encoders.internal.runtime.InferencePool;

/**
 * How threads that compute for models stand against all others, for the whole process. They want
 * every processor for as long as there is work; beside them, threads that answer requests and those
 * that collect garbage have to wait, and with them everybody who asks for something cheap.
 */
public final class InferencePriority {

  private InferencePriority() {}

  /**
   * Lets models that are loaded from now on compute with a lower priority than the other threads
   * get. For processes that live long: it costs a tenth of a second at the first model. Linux only;
   * elsewhere nothing changes. Thread-safe.
   */
  public static void lower() {
    InferencePool.giveWay();
  }

  /**
   * Gives the calling thread, which decodes a picture, one between the two after {@link #lower}.
   */
  static void lowerOfThisThread() {
    InferencePool.giveWayALittle();
  }
}
