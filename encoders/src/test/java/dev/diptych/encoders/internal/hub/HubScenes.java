package dev.diptych.encoders.internal.hub;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as huggingface.co gives them, copied from traces, for a {@link FakeHub} to give. */
public final class HubScenes {

  private HubScenes() {}

  /**
   * A small file: 307 to a relative address below {@code /api/resolve-cache}, whose query is
   * percent-encoded and holds the path once more.
   */
  public static void smallFileThroughTheCache(FakeHub hub, String branch, String file) {
    String path = hub.resolve(branch, file);
    byte[] bytes = hub.branch(branch).bytes(file);
    String cached =
        "/api/resolve-cache/models%s?%s=&etag=%%22%s%%22"
            .formatted(
                path.replace("/resolve", ""),
                URLEncoder.encode(path, StandardCharsets.UTF_8),
                FakeHub.gitBlob(bytes));
    hub.always(
        path,
        (request, out) ->
            FakeHub.head(
                out,
                307,
                "Location: " + cached,
                "X-Repo-Commit: " + hub.branch(branch).commit(),
                "RateLimit: \"resolvers\";r=2999;t=172",
                "RateLimit-Policy: \"fixed window\";\"resolvers\";q=3000;w=300",
                "Content-Length: 0"));
    hub.always(
        cached,
        (request, out) -> FakeHub.file(request, out, bytes, "\"" + FakeHub.gitBlob(bytes) + "\""));
  }

  /**
   * A large file: 302 to another host with a signed query. Only the 302 says size and SHA-256.
   *
   * @return the path at the storage host
   */
  public static String largeFileElsewhere(
      FakeHub hub, FakeHub storage, String branch, String file) {
    byte[] bytes = hub.branch(branch).bytes(file);
    String signed =
        "/xet-bridge-us/6512/ab%2Fcd?response-content-disposition=inline%3B+filename*%3DUTF-8%27%27"
            + file
            + "&Expires=1790000000&Policy=eyJTdGF0ZW1lbnQiOlt7fV19&Signature=a~b-c*d__&Key-Pair-Id=K2";
    hub.always(
        hub.resolve(branch, file),
        (request, out) ->
            FakeHub.head(
                out,
                302,
                "Location: " + elsewhere(storage) + signed,
                "X-Repo-Commit: " + hub.branch(branch).commit(),
                "X-Linked-Size: " + bytes.length,
                "X-Linked-Etag: \"" + FakeHub.sha256(bytes) + "\"",
                "X-Xet-Hash: " + "7".repeat(64),
                "Content-Length: 0"));
    return signed;
  }

  /** The same port under another name, so that it is another host. */
  private static URI elsewhere(FakeHub storage) {
    return URI.create("http://localhost:" + storage.uri().getPort());
  }

  /** A storage node: 64 digits that are no SHA-256 of anything, other ones for each request. */
  public static FakeHub.Reply foreignTags(byte[] bytes) {
    AtomicInteger asked = new AtomicInteger();
    return (request, out) ->
        FakeHub.file(
            request,
            out,
            bytes,
            "\"%s\"".formatted(String.format(Locale.ROOT, "%064x", asked.incrementAndGet())));
  }

  /** 429 as the hub sends it: a quota that is used up, and no {@code Retry-After}. */
  public static FakeHub.Reply quotaUsedUp(int seconds) {
    return (request, out) ->
        FakeHub.status(
            out,
            429,
            "{\"error\":\"We had to rate limit your IP\"}",
            "RateLimit: \"api\";r=0;t=" + seconds,
            "RateLimit-Policy: \"fixed window\";\"api\";q=500;w=300");
  }

  /** Takes no token at all: 401 for whoever sends one, public or not. */
  public static FakeHub.Reply tokenRefused(FakeHub hub) {
    return (request, out) -> {
      if (request.header("Authorization").isEmpty()) {
        hub.behave(request, out);
      } else {
        FakeHub.status(
            out,
            401,
            "{\"error\":\"Invalid credentials in Authorization header\"}",
            "X-Error-Message: Invalid credentials in Authorization header");
      }
    };
  }

  /** A refusal with its code and its words. */
  public static FakeHub.Reply refused(int status, String code, String words) {
    return (request, out) ->
        FakeHub.status(out, status, "", "X-Error-Code: " + code, "X-Error-Message: " + words);
  }
}
