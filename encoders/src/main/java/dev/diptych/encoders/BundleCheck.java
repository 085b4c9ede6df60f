package dev.diptych.encoders;

import java.util.List;

/**
 * What a comparison of a bundle's files with its manifest gave.
 *
 * @param files how many were compared
 * @param bytes how large they are by the manifest
 * @param damages one for each file that is not what it was, by file name
 */
public record BundleCheck(int files, long bytes, List<Damage> damages) {

  public BundleCheck {
    damages = List.copyOf(damages);
  }

  /** {@return whether every file is what it was when the bundle was built} */
  public boolean isSound() {
    return damages.isEmpty();
  }

  /**
   * A file that changed.
   *
   * @param file its name
   * @param what is wrong, to be read after the name: {@code is missing}
   */
  public record Damage(String file, String what) {}
}
