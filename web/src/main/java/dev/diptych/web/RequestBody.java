package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.searcher.Mix;
import dev.diptych.searcher.SearchRequest;
import io.javalin.http.Context;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the body of a posted search: JSON, or a form with a picture. Caps hold while reading. */
final class RequestBody {

  /** Far more than any text a model reads; a picture goes by form. */
  private static final int JSON_LIMIT = 1 << 20;

  /** What a form may hold beside its picture. */
  private static final int FORM_OVERHEAD = 1 << 20;

  /** Where Jetty looks for the caps of a form. */
  private static final String MULTIPART_CONFIG = "org.eclipse.jetty.multipartConfig";

  private final JsonMapper json;
  private final int uploadLimit;
  private final UploadRoom uploads;

  RequestBody(JsonMapper json, int uploadLimit) {
    this.json = json;
    this.uploadLimit = uploadLimit;
    this.uploads = UploadRoom.ofHeap(formLimit());
  }

  private long formLimit() {
    return (long) uploadLimit + FORM_OVERHEAD;
  }

  /** Takes room in memory for a body before it is read; to be closed when it is done with. */
  UploadRoom.Taken room(Context ctx) {
    return uploads.take(ctx.req().getContentLengthLong(), formLimit());
  }

  SearchRequest readSearch(Context ctx) throws IOException, ServletException {
    String type = mediaTypeOf(ctx.contentType());
    return switch (type) {
      case "application/json" -> readJson(ctx);
      case "multipart/form-data" -> readForm(ctx);
      default ->
          throw new HttpProblem(
              415,
              "UNSUPPORTED_MEDIA_TYPE",
              "a search comes as application/json or multipart/form-data, but this one as \"%s\""
                  .formatted(Shown.briefly(type)));
    };
  }

  private SearchRequest readJson(Context ctx) throws IOException {
    RequestFields fields = new RequestFields(SearchFields.NAMES);
    for (Map.Entry<String, JsonNode> property : readObject(ctx).properties()) {
      putJson(fields, property.getKey(), property.getValue());
    }
    return SearchFields.read(fields, List.of());
  }

  /** Reads a body that is a JSON object and nothing else. */
  JsonNode readJsonObject(Context ctx) throws IOException {
    String type = mediaTypeOf(ctx.contentType());
    if (!type.equals("application/json")) {
      throw new HttpProblem(
          415,
          "UNSUPPORTED_MEDIA_TYPE",
          "this body comes as application/json, but this one as \"%s\""
              .formatted(Shown.briefly(type)));
    }
    return readObject(ctx);
  }

  private JsonNode readObject(Context ctx) throws IOException {
    refuseAbove(ctx, JSON_LIMIT, "a JSON body", JSON_LIMIT);
    byte[] body = ctx.req().getInputStream().readNBytes(JSON_LIMIT + 1);
    if (body.length > JSON_LIMIT) {
      throw tooLarge("a JSON body", JSON_LIMIT);
    }
    JsonNode root = parse(body);
    if (!root.isObject()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the body must be a JSON object such as {\"q\": \"a red circle\"}, but was "
              + root.getNodeType().name().toLowerCase(Locale.ROOT));
    }
    return root;
  }

  private JsonNode parse(byte[] body) {
    try {
      return json.readTree(body);
    } catch (JacksonException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "the body must be one JSON object without repeated names; line %s, column %s breaks that"
              .formatted(lineOf(e), columnOf(e)),
          e);
    }
  }

  private static int lineOf(JacksonException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
  }

  private static int columnOf(JacksonException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
  }

  /**
   * A number field holds a whole number, rerank one or a word, threshold and qweight a number or a
   * word, facets true or false, all others words; null is absent.
   */
  private static void putJson(RequestFields fields, String name, JsonNode value) {
    boolean number = SearchFields.NUMBERS.contains(name);
    boolean fits =
        value.isNull()
            || (value.isIntegralNumber() && (number || name.equals(SearchFields.RERANK)))
            || (value.isNumber() && SearchFields.DECIMALS.contains(name))
            || (value.isBoolean() && name.equals(SelectionFields.FACETS))
            || (value.isString() && !number);
    if (!fits && SearchFields.NAMES.contains(name)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "%s must be a %s, but was %s"
              .formatted(
                  name, number ? "whole number" : "string", Shown.briefly(value.toString())));
    }
    if (value.isNull() && SearchFields.NAMES.contains(name)) {
      return;
    }
    fields.put(name, value.isString() ? value.stringValue() : value.toString());
  }

  /** Where a body says that it is too long, nothing of it is asked for. */
  private static void refuseAbove(Context ctx, long most, String what, int limit) {
    if (ctx.req().getContentLengthLong() > most) {
      throw tooLarge(what, limit);
    }
  }

  private SearchRequest readForm(Context ctx) throws IOException, ServletException {
    refuseAbove(ctx, formLimit(), "a picture", uploadLimit);
    ctx.req()
        .setAttribute(
            MULTIPART_CONFIG,
            new MultipartConfigElement("", uploadLimit, formLimit(), uploadLimit));
    RequestFields fields = new RequestFields(SearchFields.NAMES);
    List<byte[]> images = new ArrayList<>();
    for (Part part : parts(ctx)) {
      if (SearchFields.IMAGE.equals(part.getName())) {
        requireFew(images);
        images.add(bytesOf(part));
      } else {
        fields.put(String.valueOf(part.getName()), wordsOf(part));
      }
      part.delete();
    }
    return SearchFields.read(fields, images);
  }

  private static void requireFew(List<byte[]> images) {
    if (images.size() == Mix.MOST_PARTS) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a search may have at most %s pictures, but this one has more; leave some out"
              .formatted(Mix.MOST_PARTS));
    }
  }

  private Iterable<Part> parts(Context ctx) throws IOException, ServletException {
    try {
      return ctx.req().getParts();
    } catch (IOException | ServletException | IllegalStateException e) {
      throw MultipartFailure.explain(e, uploadLimit);
    }
  }

  private byte[] bytesOf(Part part) throws IOException {
    try (InputStream in = part.getInputStream()) {
      byte[] bytes = in.readNBytes(uploadLimit + 1);
      if (bytes.length > uploadLimit) {
        throw tooLarge("a picture", uploadLimit);
      }
      return bytes;
    }
  }

  private static String wordsOf(Part part) throws IOException {
    try (InputStream in = part.getInputStream()) {
      byte[] bytes = in.readNBytes(FORM_OVERHEAD + 1);
      if (bytes.length > FORM_OVERHEAD) {
        throw tooLarge("a form field", FORM_OVERHEAD);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "form field %s must be UTF-8".formatted(Shown.briefly(String.valueOf(part.getName()))),
          e);
    }
  }

  static DiptychException tooLarge(String what, int limit) {
    return new DiptychException(
        ErrorCode.TOO_LARGE,
        "%s may have at most %s bytes; send a smaller one".formatted(what, limit));
  }

  private static String mediaTypeOf(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }
}
