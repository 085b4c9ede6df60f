package dev.diptych.indexer.internal.remote;

import static dev.diptych.testkit.StrangeServer.bytes;
import static dev.diptych.testkit.StrangeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.indexer.internal.picture.PictureSignature;
import dev.diptych.testkit.StrangeServer;
import dev.diptych.testkit.jvm.NoThreadLeft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoThreadLeft.class)
@Timeout(60)
final class PictureFetcherTest {

  private static final byte[] PNG = png(100);

  private static final FetchLimits LIMITS =
      new FetchLimits(
          50_000,
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          3,
          5,
          8,
          2);

  private static final FetchLimits HURRIED =
      new FetchLimits(
          50_000,
          Duration.ofSeconds(2),
          Duration.ofMillis(700),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          3,
          5,
          8,
          2);

  private final CountDownLatch over = new CountDownLatch(1);
  private StrangeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new StrangeServer();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.close();
  }

  /** What begins like a PNG. */
  private static byte[] png(int length) {
    byte[] begin = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return Arrays.copyOf(begin, length);
  }

  private static PictureFetcher fetcher(AddressRule rule, FetchLimits limits) {
    return new PictureFetcher(new PictureFetcher.Settings(rule, limits), PictureSignature::matches);
  }

  private Fetched fetch(String address) {
    return fetch(address, LIMITS);
  }

  private static Fetched fetch(String address, FetchLimits limits) {
    try (PictureFetcher fetcher = fetcher(ThisMachine.TOO, limits)) {
      return fetcher.fetch(address, KnownVersion.NONE);
    }
  }

  private static String reason(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return ((Fetched.Failed) fetched).reason();
  }

  @Test
  void fetch_picture_isHadWithItsTime() {
    server.on("/a.png", bytes(PNG, "Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"));
    Fetched fetched = fetch(server.at("/a.png"));
    assertThat(fetched).isInstanceOf(Fetched.Picture.class);
    Fetched.Picture picture = (Fetched.Picture) fetched;
    assertThat(picture.content()).isEqualTo(PNG);
    assertThat(picture.modifiedMillis())
        .isEqualTo(Instant.parse("1994-11-06T08:49:37Z").toEpochMilli());
  }

  @Test
  void fetch_withTheUsualRule_neverReachesThisMachine() {
    server.on("/a.png", bytes(PNG));
    try (PictureFetcher fetcher = fetcher(PublicAddresses.RULE, LIMITS)) {
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "2130706433", "127.1")) {
        String address = server.at("/a.png").replace("127.0.0.1", host);
        assertThat(fetcher.fetch(address, KnownVersion.NONE))
            .as(host)
            .isInstanceOf(Fetched.Failed.class);
      }
      assertThat(reason(fetcher.fetch(server.at("/a.png"), KnownVersion.NONE)))
          .isEqualTo(
              "its host 127.0.0.1 leads to 127.0.0.1 (an address of this machine), and only public"
                  + " addresses are fetched from");
    }
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void fetch_hostThatIsLookedUp_isConnectedToAtTheAddressThatWasChecked() {
    server.on("/a.png", bytes(PNG));
    AtomicInteger checks = new AtomicInteger();
    AddressRule onceOnly =
        address ->
            checks.incrementAndGet() == 1
                ? Optional.empty()
                : Optional.of("an address that changed meanwhile");
    try (PictureFetcher fetcher = fetcher(onceOnly, LIMITS)) {
      assertThat(fetcher.fetch(server.at("/a.png"), KnownVersion.NONE))
          .isInstanceOf(Fetched.Picture.class);
    }
    assertThat(checks).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/a.png",
        "http://192.168.0.1:8080/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00::1]/a.png",
        "//0.0.0.0/a.png"
      })
  void fetch_redirectToAPrivateAddress_isRefused(String location) {
    server.on("/a.png", status(302, "Location", location));
    assertThat(reason(fetch(server.at("/a.png")))).contains("only public addresses");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://example.org/a.png", "http://u:p@example.org/"})
  void fetch_redirectToWhatIsNotFetched_isRefused(String location) {
    server.on("/a.png", status(302, "Location", location));
    assertThat(reason(fetch(server.at("/a.png")))).isNotBlank();
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void fetch_fewRedirects_areFollowed_andEndlessOnesAreNot() {
    server.on("/0", status(301, "Location", "/1"));
    server.on("/1", status(308, "Location", server.at("/2")));
    server.on("/2", bytes(PNG));
    server.on("/round", status(302, "Location", "/round"));
    assertThat(fetch(server.at("/0"))).isInstanceOf(Fetched.Picture.class);
    server.forget();
    assertThat(reason(fetch(server.at("/round")))).isEqualTo("it is redirected more than 5 times");
    assertThat(server.asked()).hasSize(6);
  }

  @Test
  void fetch_tooManyBytes_announcedOrNot_isBrokenOff() {
    server.on("/said.png", bytes(png(50_001)));
    server.on(
        "/endless.png",
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked
          OutputStream out = exchange.getResponseBody();
          out.write(PNG);
          byte[] more = new byte[10_000];
          while (over.getCount() > 0) {
            out.write(more);
          }
        });
    assertThat(fetch(server.at("/said.png"))).isEqualTo(new Fetched.TooLarge(50_000));
    assertThat(fetch(server.at("/endless.png"))).isEqualTo(new Fetched.TooLarge(50_000));
  }

  @Test
  void fetch_packedUnasked_isUnpackedWithinTheBound() throws IOException {
    server.on("/small.png", bytes(gzip(PNG), "Content-Encoding", "gzip"));
    server.on("/bomb.png", bytes(gzip(png(40_000_000)), "Content-Encoding", "gzip"));
    server.on("/other.png", bytes(PNG, "Content-Encoding", "br"));
    assertThat(((Fetched.Picture) fetch(server.at("/small.png"))).content()).isEqualTo(PNG);
    assertThat(fetch(server.at("/bomb.png"))).isEqualTo(new Fetched.TooLarge(50_000));
    assertThat(reason(fetch(server.at("/other.png")))).contains("packed");
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  @Test
  void fetch_whatIsCalledAPictureAndIsNone_isNotReadToItsEnd() {
    server.on(
        "/a.png",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "image/png");
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          byte[] page = "<html>log in ".repeat(1000).getBytes(StandardCharsets.UTF_8);
          while (over.getCount() > 0) {
            out.write(page);
          }
        });
    assertThat(fetch(server.at("/a.png"))).isInstanceOf(Fetched.Other.class);
  }

  @Test
  void fetch_contentThatDrips_endsInTime() {
    server.on(
        "/a.png",
        exchange -> {
          exchange.sendResponseHeaders(200, 10_000);
          OutputStream out = exchange.getResponseBody();
          out.write(PNG);
          while (!await(100)) {
            out.write(0);
            out.flush();
          }
        });
    assertThat(reason(fetch(server.at("/a.png"), HURRIED))).isEqualTo("it took longer than 1 s");
  }

  @Test
  void fetch_headersThatDrip_endInTime() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread dripping =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket client = socket.accept()) {
                      OutputStream out = client.getOutputStream();
                      out.write("HTTP/1.1 200 OK\r\nX-".getBytes(StandardCharsets.US_ASCII));
                      while (!await(100)) {
                        out.write('x');
                        out.flush();
                      }
                    } catch (IOException e) {
                      return; // the client has left, as it should
                    }
                  });
      String address = "http://127.0.0.1:" + socket.getLocalPort() + "/a.png";
      assertThat(reason(fetch(address, HURRIED))).isEqualTo("it took longer than 1 s");
      dripping.join();
    }
  }

  @Test
  void fetch_silence_endsBeforeTheWholeTime() {
    server.on("/a.png", exchange -> await(20_000));
    FetchLimits patient =
        new FetchLimits(
            50_000,
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            3,
            5,
            8,
            2);
    assertThat(reason(fetch(server.at("/a.png"), patient)))
        .isEqualTo("its server did not answer in time");
  }

  private boolean await(long millis) {
    try {
      return over.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 304, 400, 401, 403, 404, 410, 500, 502})
  void fetch_otherStatus_isToldAndNotRepeated(int status) {
    server.on("/a.png", status(status));
    assertThat(reason(fetch(server.at("/a.png")))).isEqualTo("its server answered HTTP " + status);
    assertThat(server.asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void fetch_busyServer_isAskedAgainAfterTheTimeItNames(int status) {
    AtomicInteger times = new AtomicInteger();
    List<Long> at = new ArrayList<>();
    server.on(
        "/a.png",
        exchange -> {
          at.add(System.nanoTime());
          (times.incrementAndGet() == 1 ? status(status, "Retry-After", "1") : bytes(PNG))
              .to(exchange);
        });
    assertThat(fetch(server.at("/a.png"))).isInstanceOf(Fetched.Picture.class);
    assertThat(Duration.ofNanos(at.get(1) - at.get(0))).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void fetch_serverThatAsksForALongRest_isLeftAloneAtOnce_withAllItsPictures() {
    server.on("/a.png", status(429, "Retry-After", "3600"));
    server.on("/b.png", bytes(PNG));
    try (PictureFetcher fetcher = fetcher(ThisMachine.TOO, LIMITS)) {
      assertThat(reason(fetcher.fetch(server.at("/a.png"), KnownVersion.NONE)))
          .contains("left alone for 35");
      assertThat(reason(fetcher.fetch(server.at("/b.png"), KnownVersion.NONE)))
          .contains("left alone for 35");
    }
    assertThat(server.asked()).containsExactly("/a.png");
  }

  @Test
  void fetch_serverThatIsGone_isNotTriedForEveryPicture() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (PictureFetcher fetcher = fetcher(ThisMachine.TOO, LIMITS)) {
      for (int i = 0; i < 3; i++) {
        assertThat(reason(fetcher.fetch("http://127.0.0.1:" + port + "/" + i, KnownVersion.NONE)))
            .startsWith("its server");
      }
      assertThat(reason(fetcher.fetch("http://127.0.0.1:" + port + "/3", KnownVersion.NONE)))
          .startsWith("its host failed 3 times in a row");
    }
  }

  @Test
  void fetch_manyOfOneHost_neverMoreThanTwoAtOnce() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 12; i++) {
      server.on(
          "/" + i,
          exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            await(20);
            now.decrementAndGet();
            bytes(PNG).to(exchange);
          });
    }
    try (PictureFetcher fetcher = fetcher(ThisMachine.TOO, LIMITS);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Fetched>> fetches = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String address = server.at("/" + i);
        fetches.add(threads.submit(() -> fetcher.fetch(address, KnownVersion.NONE)));
      }
      for (Future<Fetched> fetch : fetches) {
        assertThat(fetch.get()).isInstanceOf(Fetched.Picture.class);
      }
    }
    assertThat(most).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void fetch_knownPicture_isAskedForConditionally() {
    List<String> seen = new ArrayList<>();
    server.on(
        "/a.png",
        exchange -> {
          seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("If-Modified-Since")));
          seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("If-None-Match")));
          seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent")));
          status(304).to(exchange);
        });
    KnownVersion known =
        new KnownVersion(
            Instant.parse("2026-11-01T08:09:07Z").toEpochMilli(), Optional.of("W/\"v1\""));
    try (PictureFetcher fetcher = fetcher(ThisMachine.TOO, LIMITS)) {
      assertThat(fetcher.fetch(server.at("/a.png"), known)).isInstanceOf(Fetched.Unmodified.class);
    }
    assertThat(seen.get(0)).isEqualTo("Sun, 01 Nov 2026 08:09:07 GMT");
    assertThat(seen.get(1)).isEqualTo("W/\"v1\"");
    assertThat(seen.get(2)).contains("Diptych");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"v1\"", "W/\"v1\"", "\"\""})
  void fetch_pictureWithAMark_marksItSo(String etag) {
    server.on("/a.png", bytes(PNG, "ETag", etag));
    assertThat(((Fetched.Picture) fetch(server.at("/a.png"))).etag()).contains(etag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "\"a\"b\"", "*", "\"a\", \"b\""})
  void fetch_pictureWithAMarkThatIsNone_isFetchedWithoutIt(String etag) {
    server.on("/a.png", bytes(PNG, "ETag", etag));
    assertThat(((Fetched.Picture) fetch(server.at("/a.png"))).etag()).isEmpty();
  }

  @Test
  void close_whileFetching_breaksOff() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.on(
        "/a.png",
        exchange -> {
          asked.countDown();
          await(20_000);
        });
    PictureFetcher fetcher = fetcher(ThisMachine.TOO, LIMITS);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Fetched> fetch =
          threads.submit(() -> fetcher.fetch(server.at("/a.png"), KnownVersion.NONE));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      fetcher.close();
      assertThat(fetch.get(10, TimeUnit.SECONDS)).isInstanceOf(Fetched.Failed.class);
    }
  }

  @Test
  void fetch_bodyThatEndsTooEarly_isAskedForOnceMore() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread torn =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (connections.get() < 2) {
                      try (Socket client = socket.accept()) {
                        connections.incrementAndGet();
                        InputStream in = client.getInputStream();
                        for (int newLines = 0; newLines < 2; ) {
                          int c = in.read();
                          newLines = c == '\n' ? newLines + 1 : c == '\r' ? newLines : 0;
                        }
                        OutputStream out = client.getOutputStream();
                        out.write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                        out.write(PNG);
                      } catch (IOException e) {
                        return; // the test is over
                      }
                    }
                  });
      String address = "http://127.0.0.1:" + socket.getLocalPort() + "/a.png";
      assertThat(reason(fetch(address))).startsWith("its server broke off");
      torn.join();
      assertThat(connections).hasValue(2);
    }
  }
}
