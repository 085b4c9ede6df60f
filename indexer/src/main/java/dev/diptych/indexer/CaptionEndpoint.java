package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A vision-language model behind an HTTP endpoint that speaks OpenAI's chat completions, as vLLM,
 * Ollama, llama.cpp, LM Studio and hosted services do. Nothing is sent to it but by a run that was
 * asked to. Immutable; its key is in none of its texts.
 */
public final class CaptionEndpoint {

  private static final String RULE =
      "a captioner on the network is written as URL#MODEL, such as http://127.0.0.1:11434/v1#llava";

  private static final String CHAT = "/chat/completions";

  private final URI base;
  private final String model;
  private final String key;

  private CaptionEndpoint(URI base, String model, String key) {
    this.base = base;
    this.model = model;
    this.key = key;
  }

  /** {@return whether a captioner's name is that of an endpoint, well-formed or not} */
  public static boolean isEndpoint(String captioner) {
    return captioner.contains("://");
  }

  /**
   * Reads an endpoint as people write it.
   *
   * @param written {@code URL#MODEL}: the address that clients of OpenAI call their base URL, or
   *     that of the chat completions itself; without a path, {@code /v1} is meant
   * @param key sent as bearer token, to this address alone; empty for none
   * @throws DiptychException INVALID_REQUEST where it is malformed, or the key would travel in
   *     clear
   */
  public static CaptionEndpoint of(String written, Optional<String> key) {
    int hash = written.indexOf('#');
    String model = hash < 0 ? "" : written.substring(hash + 1).strip();
    if (model.isEmpty() || model.chars().anyMatch(c -> c < ' ')) {
      throw refused("%s, but \"%s\" names no model".formatted(RULE, shown(written)));
    }
    URI base = base(written.substring(0, hash).strip());
    String secret = key.map(String::strip).orElse("");
    if (secret.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw refused(
          "the captioner's key is sent in an HTTP header, so it may hold no blanks and only ASCII; look at DIPTYCH_CAPTIONER_KEY");
    }
    if (!secret.isEmpty() && base.getScheme().equals("http") && !isThisMachine(base.getHost())) {
      throw refused(
          "a key is sent to another machine by https alone, since others could read it, but the captioner is at %s; name an https address, or unset DIPTYCH_CAPTIONER_KEY"
              .formatted(shown(written)));
    }
    return new CaptionEndpoint(base, model, secret);
  }

  private static URI base(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
        throw refused("%s, but \"%s\" is no http or https address".formatted(RULE, shown(text)));
      }
      if (uri.getRawUserInfo() != null) {
        throw refused(
            "a captioner's address holds no user or password, which would be shown as its name; put the key into the environment as DIPTYCH_CAPTIONER_KEY");
      }
      String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return URI.create(
          scheme
              + "://"
              + uri.getHost().toLowerCase(Locale.ROOT)
              + port
              + (path.isEmpty() ? "/v1" : path)
              + query);
    } catch (URISyntaxException e) {
      throw refused("%s, but \"%s\" is no address".formatted(RULE, shown(text)));
    }
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }

  /** What is before the query, and no password: what is wrong with the rest is said in words. */
  private static String shown(String written) {
    return written.replaceAll("//[^/@]*@", "//").replaceAll("\\?[^#]*", "");
  }

  private static DiptychException refused(String message) {
    return new DiptychException(ErrorCode.INVALID_REQUEST, message);
  }

  /** {@return where captions are asked for} */
  public URI chat() {
    String path = base.getRawPath();
    String text = base.toString();
    return path.endsWith(CHAT) ? base : URI.create(text.replaceFirst("(?=\\?|$)", CHAT));
  }

  /** {@return the model's name at the endpoint} */
  public String model() {
    return model;
  }

  /** {@return the bearer token; empty for none} */
  public Optional<String> key() {
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }

  /** {@return address and model, by which its captions are known; holds no secret} */
  public String name() {
    String plain = base.toString().replaceFirst("\\?.*", "");
    return (plain.endsWith(CHAT) ? plain.substring(0, plain.length() - CHAT.length()) : plain)
        + "#"
        + model;
  }

  @Override
  public String toString() {
    return name();
  }
}
