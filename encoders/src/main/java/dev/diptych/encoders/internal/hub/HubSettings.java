package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a hub is reached.
 *
 * @param base where the hub's paths begin, without a slash at the end
 * @param token sent to the base's host only; null for anonymous
 * @param offline the setting that forbids the network, {@code HF_HUB_OFFLINE=1}; empty where none
 *     does
 * @param cache what other programs have fetched already
 * @param proxies which proxy to take
 * @param stallTimeout how long to wait for the next byte, longer than zero
 * @param attempts how often something is tried before it fails, at least 1
 * @param pause how waiting is done
 * @param clock what time it is, for {@code Retry-After} with a date
 * @param freeSpace how many bytes still fit
 */
public record HubSettings(
    URI base,
    @Nullable HubToken token,
    String offline,
    HubCache cache,
    ProxySelector proxies,
    Duration stallTimeout,
    int attempts,
    Pause pause,
    InstantSource clock,
    FreeSpace freeSpace) {

  /** The hub where none is set. */
  public static final String DEFAULT_BASE = "https://huggingface.co";

  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 6;

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    /** Returns after this time. */
    void rest(Duration time) throws InterruptedException;
  }

  /** Asks a file system. */
  @FunctionalInterface
  public interface FreeSpace {
    /** {@return bytes that can be written below this folder} */
    long at(Path folder) throws IOException;
  }

  public HubSettings {
    base = checkedBase(base);
    if (attempts < 1 || stallTimeout.compareTo(Duration.ZERO) <= 0) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "attempts must be at least 1 and the stall timeout longer than 0, but were %s and %s"
              .formatted(attempts, stallTimeout));
    }
  }

  /** {@return anonymous access through the proxies that the JVM is set to} */
  public static HubSettings of(URI base) {
    return new HubSettings(
        base,
        null,
        "",
        HubCache.NONE,
        HubProxies.of(Map.of()),
        STALL_TIMEOUT,
        ATTEMPTS,
        Thread::sleep,
        InstantSource.system(),
        folder -> Files.getFileStore(folder).getUsableSpace());
  }

  /**
   * Reads {@code DIPTYCH_HUB} or {@code HF_ENDPOINT} (where), {@code HF_TOKEN} and the other
   * settings of Hugging Face's tools (as whom, whether at all, what is here already), {@code
   * https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy}.
   *
   * @throws DiptychException INVALID_REQUEST when one of them cannot be used
   */
  public static HubSettings of(Map<String, String> environment) {
    HubSettings plain = of(URI.create(DEFAULT_BASE));
    HuggingFaceEnvironment huggingFace = new HuggingFaceEnvironment(environment);
    return new HubSettings(
        baseOf(environment),
        huggingFace.token().orElse(null),
        huggingFace.offline(),
        huggingFace.cache(),
        HubProxies.of(environment),
        plain.stallTimeout,
        plain.attempts,
        plain.pause,
        plain.clock,
        plain.freeSpace);
  }

  private static URI baseOf(Map<String, String> environment) {
    for (String name : new String[] {"DIPTYCH_HUB", "HF_ENDPOINT"}) {
      String value = value(environment, name);
      if (!value.isEmpty()) {
        try {
          return checkedBase(new URI(value));
        } catch (URISyntaxException | DiptychException e) {
          throw new DiptychException(
              ErrorCode.INVALID_REQUEST,
              "%s must be an address such as %s, but was \"%s\""
                  .formatted(name, DEFAULT_BASE, value),
              e);
        }
      }
    }
    return URI.create(DEFAULT_BASE);
  }

  static String value(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "").strip();
  }

  private static URI checkedBase(URI base) {
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("https") || scheme.equals("http"))
        || base.getHost() == null
        || base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "a hub's address has http or https and a host, and neither user, query nor fragment, but was \"%s\""
              .formatted(base));
    }
    String text = base.toString();
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return URI.create(text);
  }

  /** {@return these settings for another server, which is no hub and gets no token} */
  HubSettings at(URI other) {
    return new HubSettings(
        other, null, offline, cache, proxies, stallTimeout, attempts, pause, clock, freeSpace);
  }

  HubSettings withOneAttempt() {
    return new HubSettings(
        base, token, offline, cache, proxies, stallTimeout, 1, pause, clock, freeSpace);
  }
}
