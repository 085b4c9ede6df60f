package dev.diptych.encoders.internal.hub;

/**
 * What a hub knows its user by.
 *
 * @param value the secret; never in a message
 * @param origin where it came from, as messages name it: {@code HF_TOKEN}, or a file
 */
public record HubToken(String value, String origin) {

  @Override
  public String toString() {
    return "the token from " + origin;
  }
}
