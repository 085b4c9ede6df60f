package dev.diptych.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Serves the OpenAPI description, which is written by hand and checked by a test. */
final class ApiDescription implements Handler {

  private final byte[] yaml;

  ApiDescription() {
    try (InputStream in = ApiDescription.class.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is missing beside " + ApiDescription.class);
      }
      yaml = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read openapi.yaml from the class path", e);
    }
  }

  @Override
  public void handle(Context ctx) {
    RequestFields.refuseParameters(ctx);
    ctx.contentType("application/yaml; charset=utf-8").result(yaml);
  }
}
