package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP answer read to its end. */
final class Answer {

  private static final JsonMapper JSON = new JsonMapper();

  private final int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;

  Answer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers.putAll(headers);
    this.body = body.clone();
  }

  /** Takes a raw HTTP/1.1 answer apart. */
  static Answer parse(String raw) {
    int end = raw.indexOf("\r\n\r\n");
    assertThat(end).as(raw).isPositive();
    String[] lines = raw.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]),
        headers,
        raw.substring(end + 4).getBytes(StandardCharsets.UTF_8));
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  byte[] bytes() {
    return body.clone();
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  JsonNode json() {
    return JSON.readTree(body);
  }

  /** Checks that this is problem+json of the given kind, and returns its body. */
  JsonNode assertProblem(int expectedStatus, String code) {
    assertThat(status).as(text()).isEqualTo(expectedStatus);
    assertThat(header("Content-Type")).startsWith("application/problem+json");
    assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
    JsonNode problem = json();
    assertThat(problem.get("status").intValue()).isEqualTo(expectedStatus);
    assertThat(problem.get("code").stringValue()).isEqualTo(code);
    assertThat(problem.get("type").stringValue()).startsWith("urn:diptych:problem:");
    assertThat(problem.get("title").stringValue()).isNotBlank();
    assertThat(problem.get("detail").stringValue()).isNotBlank();
    return problem;
  }
}
