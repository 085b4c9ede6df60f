package dev.diptych.index;

import dev.diptych.core.ModelFingerprint;

/**
 * A model that an index was made with.
 *
 * @param fingerprint what it is told by; another one is refused
 * @param name its name, for people
 */
public record NamedModel(ModelFingerprint fingerprint, String name) {

  /** {@return whether this is the same model, whatever it is called} */
  public boolean isSameAs(NamedModel other) {
    return fingerprint.equals(other.fingerprint);
  }

  @Override
  public String toString() {
    return "%s (fingerprint %s)".formatted(name, fingerprint.shortForm());
  }
}
