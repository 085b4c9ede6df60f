package dev.diptych.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Talks to a running server as programs do, and as programs that mean ill do. */
final class ApiClient implements AutoCloseable {

  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();

  ApiClient(URI base) {
    this.base = base;
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).build());
  }

  Answer get(String path, String header, String value) {
    return send(HttpRequest.newBuilder(base.resolve(path)).header(header, value).build());
  }

  Answer method(String method, String path) {
    return send(
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  Answer post(String path, String type, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  Answer postJson(String body, String... headers) {
    return post(
        "/api/v1/search", "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer postForm(Form form, String... headers) {
    return post("/api/v1/search", form.type(), form.bytes(), headers);
  }

  Answer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      Map<String, String> headers = new HashMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
      return new Answer(response.statusCode(), headers, response.body());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends bytes as they are and reads until the server closes: what no HTTP client would send. */
  Answer raw(String request) {
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return Answer.parse(
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("no answer to " + request, e);
    }
  }

  /** A GET whose path goes out exactly as given. */
  Answer rawGet(String path) {
    return raw("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path));
  }

  URI base() {
    return base;
  }

  @Override
  public void close() {
    http.close();
  }

  /** A multipart form, built byte by byte. */
  static final class Form {

    private static final String BOUNDARY = "----diptych-test-7d1c";
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Form field(String name, String value) {
      return part(
          "Content-Disposition: form-data; name=\"" + name + "\"",
          value.getBytes(StandardCharsets.UTF_8));
    }

    Form file(String name, byte[] content) {
      return part(
          "Content-Disposition: form-data; name=\"%s\"; filename=\"../../etc/passwd\"\r\nContent-Type: image/png"
              .formatted(name),
          content);
    }

    private Form part(String headers, byte[] content) {
      out.writeBytes(
          ("--" + BOUNDARY + "\r\n" + headers + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      out.writeBytes(content);
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
      return this;
    }

    byte[] bytes() {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.writeBytes(out.toByteArray());
      whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
      return whole.toByteArray();
    }

    String type() {
      return "multipart/form-data; boundary=" + BOUNDARY;
    }
  }
}
