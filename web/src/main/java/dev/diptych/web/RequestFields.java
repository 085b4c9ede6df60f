package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * The named values of one request, wherever they stood: query string, JSON body or form. Every name
 * is known and comes once; everything else is refused by name.
 */
final class RequestFields {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,9}");

  private final Set<String> known;
  private final Map<String, String> values = new LinkedHashMap<>();

  RequestFields(Set<String> known) {
    this.known = known;
  }

  /** Reads a URL's query string, strictly: broken escapes and broken UTF-8 are refused. */
  static RequestFields ofQueryString(String query, Set<String> known) {
    RequestFields fields = new RequestFields(known);
    try {
      UrlEncoded.decodeUtf8To(query, 0, query.length(), fields::put, false, false, false);
    } catch (IllegalArgumentException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the query string must be percent-encoded UTF-8, but was \"%s\""
              .formatted(Shown.briefly(query)),
          e);
    }
    return fields;
  }

  /** Reads a request's query string as {@link #ofQueryString(String, Set)} does. */
  static RequestFields ofQueryString(Context ctx, Set<String> known) {
    String query = ctx.req().getQueryString();
    return ofQueryString(query == null ? "" : query, known);
  }

  /** Refuses a request that has parameters where none are known. */
  static void refuseParameters(Context ctx) {
    ofQueryString(ctx, Set.of());
  }

  /** Adds a value, refusing unknown names and second values. */
  void put(String name, String value) {
    if (!known.contains(name)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          known.isEmpty()
              ? "this address takes no parameters, but \"%s\" came".formatted(Shown.briefly(name))
              : "there is no parameter \"%s\"; known are %s"
                  .formatted(Shown.briefly(name), String.join(", ", new TreeSet<>(known))));
    }
    if (values.putIfAbsent(name, value) != null) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "parameter %s may come once, but came twice".formatted(name));
    }
  }

  Optional<String> words(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** {@return the whole number under this name, or {@code otherwise} where there is none} */
  int number(String name, int otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!WHOLE_NUMBER.matcher(value).matches()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s must be a whole number, but was \"%s\"".formatted(name, Shown.briefly(value)));
    }
    return Integer.parseInt(value);
  }
}
