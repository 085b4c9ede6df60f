package dev.diptych.cli.internal.invocation;

/** How this process ends after its command. Thread-safe. */
public final class ProcessEnd {

  private static volatile boolean atOnce;

  private ProcessEnd() {}

  /**
   * Has the process end at once after this command: native code still runs, and ONNX Runtime would
   * free what it needs, if it could clean up.
   */
  public static void endWithoutCleaningUp() {
    atOnce = true;
  }

  /** {@return whether threads still run that libraries must not clean up under} */
  public static boolean isAtOnce() {
    return atOnce;
  }
}
