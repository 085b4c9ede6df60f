package dev.diptych.indexer.internal.plan;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The paths that a reference to a picture may mean, the likeliest first. */
final class ReferenceForms {

  private static final String SCHEME = "file:";

  private ReferenceForms() {}

  /**
   * {@return the reference itself; with slashes for backslashes; with {@code %20} and the like
   * decoded. Of a {@code file:} URI, its path}
   *
   * @throws IllegalArgumentException when it cannot name a local file
   */
  static List<String> of(String reference) {
    String text = reference.strip();
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a path cannot hold a zero character");
    }
    if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return ofUri(text.substring(SCHEME.length()));
    }
    if (hasScheme(text)) {
      throw new IllegalArgumentException("not a local file");
    }
    Set<String> forms = new LinkedHashSet<>(List.of(reference));
    forms.add(text);
    forms.add(text.replace('\\', '/'));
    forms.add(decoded(text));
    forms.add(decoded(text).replace('\\', '/'));
    return List.copyOf(forms);
  }

  private static List<String> ofUri(String rest) {
    String path = rest;
    if (rest.startsWith("//")) {
      int slash = rest.indexOf('/', 2);
      String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
      if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
        throw new IllegalArgumentException("a file of another machine, " + host);
      }
      path = slash < 0 ? "/" : rest.substring(slash);
    }
    // People write URIs without encoding what should be.
    Set<String> forms = new LinkedHashSet<>(List.of(decoded(path)));
    forms.add(path);
    return List.copyOf(forms);
  }

  /** {@return whether it begins like {@code https://}} */
  private static boolean hasScheme(String text) {
    int colon = text.indexOf("://");
    if (colon < 2) {
      return false;
    }
    for (int i = 0; i < colon; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean more = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !more)) {
        return false;
      }
    }
    return true;
  }

  /** Decodes what is well encoded and leaves every other percent sign as it is. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '%' ? hex(bytes, i + 1) : -1;
      decoded[length++] = value > 0 ? (byte) value : bytes[i];
      i += value > 0 ? 2 : 0;
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }

  private static int hex(byte[] bytes, int at) {
    if (at + 1 >= bytes.length
        || !HexFormat.isHexDigit(bytes[at])
        || !HexFormat.isHexDigit(bytes[at + 1])) {
      return -1;
    }
    return HexFormat.fromHexDigit(bytes[at]) << 4 | HexFormat.fromHexDigit(bytes[at + 1]);
  }
}
