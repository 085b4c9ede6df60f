package dev.diptych.indexer.internal.remote;

import dev.diptych.core.IoReason;
import dev.diptych.indexer.internal.picture.PictureSignature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, within bounds. Thread-safe. */
final class Exchange implements AutoCloseable {

  /** As {@link DateTimeFormatter#RFC_1123_DATE_TIME}, but always with two digits of the day. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private static final String AGENT = "Diptych (indexes pictures that its user lists)";
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final int LONGEST_HEADER = 16 << 10;
  private static final int MOST_HEADERS = 200;
  private static final int LONGEST_ETAG = 256;
  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"[!#-~]*\"");

  private final FetchLimits limits;
  private final Predicate<byte[]> isPicture;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("diptych-fetch-deadlines").factory());

  Exchange(AddressRule rule, FetchLimits limits, Predicate<byte[]> isPicture) {
    this.limits = limits;
    this.isPicture = isPicture;
    Timeout silence = Timeout.of(limits.silence());
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new CheckedResolver(rule))
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                            .http1Config(
                                Http1Config.custom()
                                    .setMaxLineLength(LONGEST_HEADER)
                                    .setMaxHeaderCount(MOST_HEADERS)
                                    .setMaxEmptyLineCount(2)
                                    .build())
                            .build())
                    .setMaxConnTotal(limits.atOnce())
                    .setMaxConnPerRoute(limits.perHost())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.of(limits.connect()))
                            .setSocketTimeout(silence)
                            .setTimeToLive(TimeValue.ofMinutes(1))
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(silence)
                    .setConnectionRequestTimeout(Timeout.of(limits.total()))
                    .setRedirectsEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .setUserAgent(AGENT)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();
  }

  /** Asks for what is at an address, unless it is still the version known. */
  Answer ask(RemoteAddress address, KnownVersion known) {
    HttpGet request = new HttpGet(address.uri());
    request.setHeader("Accept", "image/*, */*;q=0.1");
    request.setHeader("Accept-Encoding", "identity");
    // A server that knows marks goes by these; the date is for the others.
    known.etag().ifPresent(etag -> request.setHeader("If-None-Match", etag));
    if (known.modifiedMillis() > 0) {
      ZonedDateTime since = Instant.ofEpochMilli(known.modifiedMillis()).atZone(ZoneOffset.UTC);
      request.setHeader("If-Modified-Since", DATE.format(since));
    }
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> end =
        deadlines.schedule(
            () -> {
              late.set(true);
              request.cancel();
            },
            limits.total().toMillis(),
            TimeUnit.MILLISECONDS);
    HttpHost host =
        new HttpHost(address.scheme(), address.host().replaceAll("[\\[\\]]", ""), address.port());
    try {
      ClassicHttpResponse response = client.executeOpen(host, request, null);
      try {
        return read(response, known.isKnown());
      } finally {
        drop(request, response);
      }
    } catch (RefusedAddressException e) {
      return new Answer.None(String.valueOf(e.getMessage()), false, false);
    } catch (IOException e) {
      return late.get()
          ? new Answer.None(
              "it took longer than %s s".formatted(limits.total().toSeconds()), true, false)
          : broken(address, e);
    } finally {
      end.cancel(false);
    }
  }

  /**
   * Closing an answer reads it to its end, however long that is, unless it was broken off before.
   */
  private static void drop(HttpGet request, ClassicHttpResponse response) {
    request.cancel();
    try {
      response.close();
    } catch (IOException e) {
      LOG.trace("The connection was broken off, as it should", e);
    }
  }

  private Answer broken(RemoteAddress address, IOException e) {
    return switch (e) {
      case UnknownHostException _ ->
          new Answer.None("there is no host %s".formatted(address.host()), true, false);
      case SocketTimeoutException _ ->
          new Answer.None("its server did not answer in time", true, false);
      default -> new Answer.None("its server broke off: " + IoReason.of(e), true, true);
    };
  }

  private Answer read(ClassicHttpResponse response, boolean conditional) throws IOException {
    int status = response.getCode();
    return switch (status) {
      case 200 -> new Answer.Final(content(response));
      case 301, 302, 303, 307, 308 ->
          header(response, "Location")
              .<Answer>map(Answer.Moved::new)
              .orElseGet(() -> refused("it is redirected, and its server does not say where to"));
      case 304 ->
          conditional
              ? new Answer.Final(new Fetched.Unmodified())
              : refused("its server answered HTTP 304");
      case 429, 503 ->
          new Answer.Busy(
              status,
              header(response, "Retry-After")
                  .flatMap(value -> RetryAfter.of(value, InstantSource.system())));
      default -> refused("its server answered HTTP %s".formatted(status));
    };
  }

  private static Answer refused(String reason) {
    return new Answer.Final(new Fetched.Failed(reason));
  }

  private static Optional<String> header(MessageHeaders headers, String name) {
    return Optional.ofNullable(headers.getFirstHeader(name)).map(Header::getValue);
  }

  private Fetched content(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null || entity.getContentLength() == 0) {
      return new Fetched.Failed("its server sent nothing");
    }
    if (entity.getContentLength() > limits.maxBytes()) {
      return new Fetched.TooLarge(limits.maxBytes());
    }
    String encoding =
        header(response, "Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "", "identity" -> content(response, entity.getContent());
      // Some pack without being asked. What comes out is counted as what comes in is.
      case "gzip", "x-gzip" -> content(response, new GZIPInputStream(entity.getContent()));
      default -> new Fetched.Failed("it comes packed, in a way that was not asked for");
    };
  }

  private Fetched content(ClassicHttpResponse response, InputStream in) throws IOException {
    byte[] head = in.readNBytes(PictureSignature.HEAD_BYTES);
    if (!isPicture.test(head)) {
      return new Fetched.Other(head);
    }
    byte[] content =
        new SequenceInputStream(new ByteArrayInputStream(head), in)
            .readNBytes(Math.toIntExact(limits.maxBytes() + 1));
    return content.length > limits.maxBytes()
        ? new Fetched.TooLarge(limits.maxBytes())
        : new Fetched.Picture(content, modifiedMillis(response), etag(response));
  }

  /** The mark of this version, where it is one that can be sent back. */
  private static Optional<String> etag(ClassicHttpResponse response) {
    return header(response, "ETag")
        .filter(mark -> mark.length() <= LONGEST_ETAG && ETAG.matcher(mark).matches());
  }

  private static long modifiedMillis(ClassicHttpResponse response) {
    return header(response, "Last-Modified")
        .flatMap(RetryAfter::date)
        .map(date -> date.toInstant().toEpochMilli())
        .filter(millis -> millis > 0)
        .orElseGet(() -> System.currentTimeMillis() / 1000 * 1000);
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    deadlines.shutdownNow();
  }
}
