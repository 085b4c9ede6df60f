package dev.diptych.core;

import java.util.concurrent.CancellationException;

/**
 * Tells work in progress whether anybody still waits for its result. Asked between steps that each
 * take milliseconds to a few hundred of them, by whichever thread works: implementations are quick
 * and thread-safe. Not an interrupt, which would close the files that other work reads.
 */
@FunctionalInterface
public interface Cancellation {

  /** Of work whose result is always wanted. */
  Cancellation NEVER = () -> false;

  /** {@return whether the result is not wanted any more; once true it stays so} */
  boolean isRequested();

  /**
   * Ends work that nobody waits for.
   *
   * @throws CancellationException when the result is not wanted any more
   */
  default void check() {
    if (isRequested()) {
      throw new CancellationException("nobody waits for the result any more");
    }
  }
}
