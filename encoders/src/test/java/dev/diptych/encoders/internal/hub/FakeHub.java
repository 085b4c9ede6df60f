package dev.diptych.encoders.internal.hub;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A hub on a loopback port that can be told to misbehave, byte by byte. Speaks HTTP over a plain
 * socket, one request per connection.
 */
public final class FakeHub implements AutoCloseable {

  /** One request as it came. */
  public record Request(String method, String path, Map<String, String> headers) {
    /** {@return a header, or an empty text} */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** Writes an answer; returning ends the connection. */
  @FunctionalInterface
  public interface Reply {
    void send(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  /** One branch: its commit and its files. */
  public static final class Branch {
    private final String commit;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> announced = new LinkedHashMap<>();

    private Branch(String commit) {
      this.commit = commit;
    }

    /** {@return the commit} */
    public String commit() {
      return commit;
    }

    /** Adds or replaces a file. */
    public Branch file(String name, byte[] bytes) {
      files.put(name, bytes);
      return this;
    }

    /** Adds or replaces a file. */
    public Branch file(String name, String text) {
      return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Announces a SHA-256 that may not be the file's. */
    public Branch announce(String name, String sha256) {
      announced.put(name, sha256);
      return this;
    }

    /** {@return what the file is} */
    public byte[] bytes(String name) {
      return Objects.requireNonNull(files.get(name), name);
    }
  }

  private final ServerSocket server;
  private final String repository;
  private final Thread acceptor;
  private final Map<String, Branch> branches = new ConcurrentHashMap<>();
  private final Map<String, Deque<Reply>> next = new ConcurrentHashMap<>();
  private final Map<String, Reply> always = new ConcurrentHashMap<>();
  private final Map<String, Reply> below = new ConcurrentHashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Starts.
   *
   * @param repository owner and name of the one repository it has
   */
  public FakeHub(String repository) throws IOException {
    this.repository = repository;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.acceptor = Thread.ofVirtual().start(this::accept);
  }

  /** {@return its address} */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** {@return an empty branch of this name, at a commit made of this digit} */
  public Branch branch(String name, char digit) {
    Branch branch = new Branch(String.valueOf(digit).repeat(40));
    branches.put(name, branch);
    return branch;
  }

  /** {@return a branch that was made before} */
  public Branch branch(String name) {
    return Objects.requireNonNull(branches.get(name), name);
  }

  /** Answers every request for a path that starts like this. */
  public void alwaysBelow(String start, Reply reply) {
    below.put(start, reply);
  }

  /** Answers the next request for a path like this, once; several wait for their turn. */
  public void next(String path, Reply reply) {
    next.computeIfAbsent(path, key -> new ArrayDeque<>()).add(reply);
  }

  /** Answers every request for a path like this. */
  public void always(String path, Reply reply) {
    always.put(path, reply);
  }

  /** {@return all requests so far} */
  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Begins to count anew. */
  public void forgetRequests() {
    requests.clear();
  }

  /** {@return the requests for one file so far} */
  public List<Request> requestsFor(String file) {
    return requests().stream().filter(r -> r.path().endsWith("/" + file)).toList();
  }

  /** {@return the path of a file on a branch, as it is fetched} */
  public String resolve(String branch, String file) {
    return "/%s/resolve/%s/%s"
        .formatted(repository, Objects.requireNonNull(branches.get(branch), branch).commit, file);
  }

  /** {@return the path of a branch's file list} */
  public String listing(String branch) {
    return "/api/models/%s/revision/%s?blobs=true".formatted(repository, branch);
  }

  /** Blocks until the hub is closed: what a stalled server does. */
  public void stall() throws InterruptedException {
    closed.await();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (closed.getCount() == 0) {
        return; // came in while the hub went
      }
      Request request = read(new BufferedInputStream(socket.getInputStream()));
      requests.add(request);
      OutputStream out = socket.getOutputStream();
      replyTo(request).send(request, out);
      out.flush();
    } catch (IOException e) {
      // The client went; what it saw is what the test looks at.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply replyTo(Request request) {
    String path = request.path();
    Deque<Reply> waiting = next.get(path);
    if (waiting != null) {
      synchronized (waiting) {
        if (!waiting.isEmpty()) {
          return waiting.removeFirst();
        }
      }
    }
    return always.getOrDefault(
        path,
        below.entrySet().stream()
            .filter(entry -> path.startsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(this::behave));
  }

  /** What a hub does that works. */
  public void behave(Request request, OutputStream out) throws IOException {
    String path = request.path().replaceFirst("\\?.*", "");
    String api = "/api/models/" + repository;
    if (path.startsWith(api + "/revision/")) {
      String revision =
          URLDecoder.decode(path.substring((api + "/revision/").length()), StandardCharsets.UTF_8);
      Branch branch = find(revision);
      if (branch == null) {
        status(out, 404, "{\"error\": \"Revision Not Found\"}");
      } else {
        status(out, 200, json(branch));
      }
    } else if (path.equals(api + "/refs")) {
      status(out, 200, refs());
    } else if (path.startsWith("/" + repository + "/resolve/")) {
      String[] parts = path.substring(repository.length() + 2).split("/", 3);
      Branch branch = find(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      byte[] bytes = branch == null ? null : branch.files.get(parts[2]);
      if (branch == null || bytes == null) {
        status(out, 404, "");
      } else {
        file(request, out, bytes, "\"" + sha256(bytes) + "\"", "X-Repo-Commit: " + branch.commit);
      }
    } else {
      status(out, 404, "");
    }
  }

  private @Nullable Branch find(String revision) {
    Branch named = branches.get(revision);
    return named != null
        ? named
        : branches.values().stream()
            .filter(branch -> branch.commit.equals(revision))
            .findFirst()
            .orElse(null);
  }

  private static String json(Branch branch) {
    List<String> siblings = new ArrayList<>();
    branch.files.forEach(
        (name, bytes) -> {
          boolean large = name.endsWith(".safetensors") || name.endsWith(".bin");
          siblings.add(
              "{\"rfilename\":\"%s\",\"size\":%s,\"blobId\":\"%s\"%s}"
                  .formatted(
                      name,
                      bytes.length,
                      large ? "0".repeat(40) : gitBlob(bytes),
                      large
                          ? ",\"lfs\":{\"sha256\":\"%s\",\"size\":%s,\"pointerSize\":134}"
                              .formatted(
                                  branch.announced.getOrDefault(name, sha256(bytes)), bytes.length)
                          : ""));
        });
    return "{\"id\":\"x\",\"sha\":\"%s\",\"siblings\":[%s]}"
        .formatted(branch.commit, String.join(",", siblings));
  }

  private String refs() {
    List<String> requests = new ArrayList<>();
    new TreeMap<>(branches)
        .forEach(
            (name, branch) -> {
              if (name.startsWith("refs/pr/")) {
                requests.add(
                    "{\"ref\":\"%s\",\"targetCommit\":\"%s\"}".formatted(name, branch.commit));
              }
            });
    return "{\"branches\":[],\"converts\":[],\"tags\":[],\"pullRequests\":[%s]}"
        .formatted(String.join(",", requests));
  }

  /** Sends bytes as a server does that knows ranges and {@code If-Range}. */
  public static void file(
      Request request, OutputStream out, byte[] bytes, String etag, String... headers)
      throws IOException {
    int from = 0;
    String range = request.header("Range");
    String condition = request.header("If-Range");
    if (range.startsWith("bytes=") && (condition.isEmpty() || condition.equals(etag))) {
      from = Integer.parseInt(range.substring("bytes=".length()).replace("-", ""));
    }
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("ETag: " + etag);
    all.add("Content-Length: " + (bytes.length - from));
    if (from > 0) {
      all.add("Content-Range: bytes %s-%s/%s".formatted(from, bytes.length - 1, bytes.length));
    }
    head(out, from > 0 ? 206 : 200, all.toArray(String[]::new));
    if (!request.method().equals("HEAD")) {
      out.write(bytes, from, bytes.length - from);
    }
  }

  /** Sends a status line and headers. */
  public static void head(OutputStream out, int status, String... headers) throws IOException {
    StringBuilder text = new StringBuilder("HTTP/1.1 %s Said So\r\n".formatted(status));
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    text.append("Connection: close\r\n\r\n");
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a whole short answer. */
  public static void status(OutputStream out, int status, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Content-Length: " + bytes.length;
    head(out, status, all);
    out.write(bytes);
  }

  private static Request read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", -1);
    if (first.length < 2) {
      throw new IOException("no request");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Request(first[0], first[1], headers);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** {@return SHA-256 in hexadecimal digits} */
  public static String sha256(byte[] bytes) {
    return hex("SHA-256", bytes);
  }

  /** {@return the hash that git gives a file} */
  public static String gitBlob(byte[] bytes) {
    byte[] header = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(header, header.length + bytes.length);
    System.arraycopy(bytes, 0, all, header.length, bytes.length);
    return hex("SHA-1", all);
  }

  private static String hex(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      acceptor.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
