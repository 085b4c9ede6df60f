package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchQueue;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import io.javalin.json.JavalinJackson3;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.Graceful;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The REST API and the search page over one search engine. Requests run on virtual threads and
 * searches on the few platform threads of a queue, so that whatever is being computed, what is
 * cheap is answered at once. Thread-safe. Closing it stops listening, waits a little for running
 * requests and cuts off the others; the engine stays open and belongs to the caller.
 */
public final class WebServer implements AutoCloseable {

  /** How long closing waits for running requests. */
  private static final Duration LONGEST_WAIT_FOR_REQUESTS = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Room for long words in an address; longer ones go by POST. */
  private static final int HEADER_BYTES = 32 << 10;

  private final Javalin javalin;
  private final SearchQueue queue;
  private final EventStreams streams;
  private final GracefulHandler farewell;
  private final URI address;
  private final String host;
  private int cutOff;

  private WebServer(
      Javalin javalin,
      SearchQueue queue,
      EventStreams streams,
      GracefulHandler farewell,
      String host,
      URI address) {
    this.host = host;
    this.javalin = javalin;
    this.queue = queue;
    this.streams = streams;
    this.farewell = farewell;
    this.address = address;
  }

  /**
   * Starts answering.
   *
   * @param engine what is searched; stays the caller's, and may be warmed up while this answers
   * @param options where to listen and how much to take in
   * @throws DiptychException UNAVAILABLE when the address cannot be listened on
   */
  public static WebServer start(SearchEngine engine, WebOptions options) {
    return start(engine, options, WebExtras.of(engine));
  }

  /**
   * Starts answering, and offers more than searches.
   *
   * @param extras models, updates of the index
   * @throws DiptychException as {@link #start(SearchEngine, WebOptions)} does
   */
  public static WebServer start(SearchEngine engine, WebOptions options, WebExtras extras) {
    return start(engine, options, extras, SearchQueue.Limits.DEFAULT, ClientPace.DEFAULT);
  }

  static WebServer start(
      SearchEngine engine, WebOptions options, SearchQueue.Limits limits, ClientPace pace) {
    return start(engine, options, WebExtras.of(engine), limits, pace);
  }

  private static WebServer start(
      SearchEngine engine,
      WebOptions options,
      WebExtras extras,
      SearchQueue.Limits limits,
      ClientPace pace) {
    SearchQueue queue = new SearchQueue(engine, limits);
    EventStreams streams = new EventStreams();
    GracefulHandler farewell = new GracefulHandler();
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, engine, queue, streams, options, extras);
              listen(config, farewell, options, pace);
            });
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      queue.close();
      throw new DiptychException(
          ErrorCode.UNAVAILABLE,
          "cannot listen on %s port %s, which is taken, forbidden or not of this machine; choose another, or port 0 for any free one"
              .formatted(options.host(), options.port()),
          e);
    }
    URI address = ServedHosts.address(options.host(), javalin.port());
    return new WebServer(javalin, queue, streams, farewell, options.host(), address);
  }

  /**
   * Answers cheap requests of its own, so that the first visitors do not wait until Java has
   * compiled what answers them. Costs about half a second on one core; requests are answered
   * meanwhile.
   */
  public void warmUp() {
    ConnectionWarmUp.run(address);
  }

  /** {@return where the page is, for a browser on this machine, such as http://127.0.0.1:7878/} */
  public URI address() {
    return address;
  }

  /**
   * {@return where browsers on other machines find the page; empty where only this machine can
   * reach it}
   */
  public List<URI> addressesForOthers() {
    return ServedHosts.addressesForOthers(host, javalin.port());
  }

  /** {@return how many requests closing cut off; 0 before} */
  public synchronized int cutOff() {
    return cutOff;
  }

  /**
   * Refuses new requests, waits a few seconds for running ones, and cuts off those that are left.
   */
  @Override
  public synchronized void close() {
    Server server = javalin.jettyServer().server();
    if (!server.isRunning()) {
      return;
    }
    // They would go on for as long as anybody listens.
    streams.close();
    try {
      Graceful.shutdown(server).get(LONGEST_WAIT_FOR_REQUESTS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("some requests did not end by themselves", e);
    }
    cutOff = Math.toIntExact(farewell.getCurrentRequestCount());
    queue.close();
    try {
      javalin.stop();
    } catch (RuntimeException e) { // everything that listens or computes has been told to end
      LOG.warn("the web server did not stop as it should", e);
    }
  }

  private static void configure(
      JavalinConfig config,
      SearchEngine engine,
      SearchQueue queue,
      EventStreams streams,
      WebOptions options,
      WebExtras extras) {
    JsonMapper json = jsonMapper();
    Problems problems = new Problems(json);
    RequestGuard guard = RequestGuard.of(options);

    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jsonMapper(new JavalinJackson3(json, true));
    config.router.javaLangErrorHandler(problems::fatal);
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/";
          files.directory = "/dev/diptych/web/page";
          files.location = Location.CLASSPATH;
        });

    config.routes.before(WebServer::addSecurityHeaders);
    config.routes.before(guard::check);
    problems.register(config.routes);
    ItemLinks links = new ItemLinks(options.proxy().path());
    RequestBody body = new RequestBody(json, options.uploadLimit());
    new SearchRoutes(engine, queue, body, options.longestBudget(), links).register(config.routes);
    new ItemRoutes(engine, links).register(config.routes);
    new ExplainRoutes(queue, links).register(config.routes);
    new SuggestRoutes(engine).register(config.routes);
    new DuplicateRoutes(queue).register(config.routes);
    new AuditRoutes(queue, options.longestBudget()).register(config.routes);
    new ZipRoutes(engine).register(config.routes);
    new ModelRoutes(extras.models()).register(config.routes);
    new JobRoutes(extras.updates(), body, streams, json).register(config.routes);
    new StatusRoutes(engine, options.uploadLimit()).register(config.routes);
    config.routes.get("/api/v1/openapi.yaml", new ApiDescription());
  }

  private static void listen(
      JavalinConfig config, GracefulHandler farewell, WebOptions options, ClientPace pace) {
    JettyProblems problems = new JettyProblems(new Problems(jsonMapper()));
    farewell.setHandler(new RequestEntry(options.proxy()));
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setRequestHeaderSize(HEADER_BYTES);
          http.setSendServerVersion(false);
        });
    config.jetty.addConnector((server, http) -> new ClientConnector(server, http, options, pace));
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(problems);
          server.setHandler(farewell);
        });
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(problems));
  }

  private static void addSecurityHeaders(Context ctx) {
    SecurityHeaders.forPath(ctx.path()).forEach(ctx::header);
  }

  private static JsonMapper jsonMapper() {
    return JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .build();
  }
}
