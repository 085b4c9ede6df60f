package dev.diptych.encoders;

import dev.diptych.encoders.internal.hub.FakeHub;
import dev.diptych.encoders.internal.hub.HubCache;
import dev.diptych.encoders.internal.hub.HubSettings;
import dev.diptych.encoders.internal.hub.HubToken;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A fake hub with one checkpoint, and a machine that pulls it without ever sleeping. */
final class PullScene implements AutoCloseable {

  static final String NAME = "Salesforce/blip-itm-base-coco";
  static final int WEIGHT_BYTES = 300_000;
  static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  final FakeHub hub;
  final Path downloads;
  final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
  final List<PullEvent> events = Collections.synchronizedList(new ArrayList<>());
  FakeHub.Branch main;
  int attempts = 5;
  Duration stallTimeout = Duration.ofSeconds(30);
  long freeBytes = Long.MAX_VALUE;
  String token = "";
  String offline = "";
  HubCache cache = HubCache.NONE;
  URI base;

  PullScene(Path downloads) throws IOException {
    this.downloads = downloads;
    this.hub = new FakeHub(NAME);
    this.base = hub.uri();
    this.main = companions(hub.branch("main", 'a'));
    main.file("model.safetensors", weights(1));
  }

  /** Adds what every checkpoint has. */
  static FakeHub.Branch companions(FakeHub.Branch branch) {
    return branch
        .file(".gitattributes", "*.bin lfs")
        .file("README.md", "a model")
        .file("config.json", "{\"model_type\": \"blip\"}")
        .file("preprocessor_config.json", "{}")
        .file("tokenizer_config.json", "{}")
        .file("vocab.txt", "[PAD]\n[UNK]\n");
  }

  /** {@return bytes that differ by seed} */
  static byte[] weights(long seed) {
    byte[] bytes = new byte[WEIGHT_BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  String weightsPath() {
    return hub.resolve("main", "model.safetensors");
  }

  HubSettings settings() {
    return new HubSettings(
        base,
        token.isEmpty() ? null : new HubToken(token, "HF_TOKEN"),
        offline,
        cache,
        ProxySelector.of(null),
        stallTimeout,
        attempts,
        pauses::add,
        InstantSource.fixed(NOW),
        folder -> freeBytes);
  }

  PulledCheckpoint pull(String name) {
    return ModelHub.with(settings(), downloads).pull(name, events::add);
  }

  PulledCheckpoint pull() {
    return pull(NAME);
  }

  <E extends PullEvent> List<E> events(Class<E> kind) {
    synchronized (events) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  Path target() {
    return downloads.resolve("Salesforce/main/blip-itm-base-coco");
  }

  Path growing() {
    return downloads.resolve("Salesforce/main/.blip-itm-base-coco.part");
  }

  /** {@return the files of a folder with their bytes as text of their hashes; empty without one} */
  static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new java.util.TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          hashes.put(file.getFileName().toString(), FakeHub.sha256(Files.readAllBytes(file)));
        }
      }
    }
    return hashes;
  }

  @Override
  public void close() {
    hub.close();
  }
}
