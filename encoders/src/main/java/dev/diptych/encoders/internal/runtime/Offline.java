package dev.diptych.encoders.internal.runtime;

/**
 * Keeps DJL from calling home. At start its engines ask the cloud's metadata address where they
 * run, and missing files are fetched; neither happens once these properties are set, before any of
 * its classes is loaded.
 */
public final class Offline {

  private Offline() {}

  /**
   * Sets the properties, unless whoever started the process chose otherwise. Cheap; call before
   * touching DJL.
   */
  public static void enforce() {
    setUnlessChosen("ai.djl.offline");
    setUnlessChosen("OPT_OUT_TRACKING");
    setUnlessChosen("ai.djl.onnx.disable_alternative");
  }

  private static void setUnlessChosen(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }
}
