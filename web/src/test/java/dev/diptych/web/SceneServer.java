package dev.diptych.web;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.searcher.SearchEngine;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.testkit.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server over a real index: the near-miss scenes and their captions, encoded by the embedded
 * model, the picture files copied to a folder of the test's own.
 */
final class SceneServer implements AutoCloseable {

  private static final int BATCH = 32;

  private final Model model;
  private final SearchEngine engine;
  private final WebServer server;
  private final Path pictures;

  private SceneServer(Model model, SearchEngine engine, WebServer server, Path pictures) {
    this.model = model;
    this.engine = engine;
    this.server = server;
    this.pictures = pictures;
  }

  /** Indexes and serves; everything lies below the given folder. */
  static SceneServer start(Path folder) throws IOException {
    ModelStore store = ModelStore.at(folder.resolve("models"));
    Model model = store.load(store.embedded());
    Path pictures = copy(Fixtures.path("scenes-near-miss"), folder.resolve("pictures"));
    IndexFolder index = IndexFolder.at(folder.resolve("index"));
    IndexSpec spec =
        new IndexSpec(
            model.fingerprint(),
            model.bundle().name(),
            model.dimension(),
            model.imageEncoder().patches(),
            model.imageEncoder().width(),
            FeatureFormat.F16);
    try (ItemWriter writer = index.openWriter(spec)) {
      addImages(model, writer, pictures);
      addTexts(model, writer, captions(pictures));
      writer.commit();
    }
    SearchEngine engine =
        SearchEngine.open(index.openReader(model.fingerprint()), model, SearchOptions.defaults());
    engine.warmUp();
    WebServer server = WebServer.start(engine, WebOptions.DEFAULT.withPort(0));
    return new SceneServer(model, engine, server, pictures);
  }

  URI address() {
    return server.address();
  }

  /** {@return the file of a scene, 000.png and on} */
  Path picture(String name) {
    return pictures.resolve(name);
  }

  /** {@return the captions, the n-th one true of scenes of its own group of look-alikes only} */
  static List<String> captions(Path pictures) throws IOException {
    List<String> captions = new ArrayList<>();
    for (JsonNode text : evaluation(pictures).get("texts")) {
      captions.add(text.get("caption").stringValue());
    }
    return captions;
  }

  List<String> captions() throws IOException {
    return captions(pictures);
  }

  /** {@return the names of the scenes that a caption is true of} */
  List<String> truths(int caption) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode pair : evaluation(pictures).get("true_pairs")) {
      if (pair.get(0).intValue() == caption) {
        names.add("%03d.png".formatted(pair.get(1).intValue()));
      }
    }
    return names;
  }

  private static JsonNode evaluation(Path pictures) throws IOException {
    return new JsonMapper().readTree(Files.readAllBytes(pictures.resolve("eval.json")));
  }

  private static Path copy(Path fixture, Path pictures) throws IOException {
    Files.createDirectories(pictures);
    Files.copy(fixture.resolve("eval.json"), pictures.resolve("eval.json"));
    try (var files = Files.list(fixture.resolve("images"))) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, pictures.resolve(file.getFileName()));
      }
    }
    return pictures;
  }

  private static void addImages(Model model, ItemWriter writer, Path pictures) throws IOException {
    List<Path> files;
    try (var all = Files.list(pictures)) {
      files = all.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
    ImageReader reader = ImageReader.standard();
    for (int from = 0; from < files.size(); from += BATCH) {
      List<Path> batch = files.subList(from, Math.min(files.size(), from + BATCH));
      List<PixelValues> pixels = new ArrayList<>();
      for (Path file : batch) {
        pixels.add(model.imageEncoder().preprocess(reader.read(file)));
      }
      List<ImageEncoding> encodings = model.imageEncoder().encode(pixels);
      for (int i = 0; i < batch.size(); i++) {
        byte[] png = Files.readAllBytes(batch.get(i));
        Item item = imageItem(batch.get(i), png);
        writer.add(item, encodings.get(i).vector(), encodings.get(i).features());
        writer.putThumbnail(item.contentHash(), jpeg(png));
      }
    }
  }

  private static Item imageItem(Path file, byte[] png) throws IOException {
    String source = file.toUri().toString();
    return new Item(
        new ItemId(sha256(source.getBytes(StandardCharsets.UTF_8)).substring(0, 16)),
        Modality.IMAGE,
        source,
        sha256(png),
        png.length,
        Files.getLastModifiedTime(file).toMillis(),
        256,
        256,
        null,
        null);
  }

  private static void addTexts(Model model, ItemWriter writer, List<String> captions) {
    TextEncoder encoder = model.textEncoder().orElseThrow();
    for (int i = 0; i < captions.size(); i++) {
      String caption = captions.get(i);
      byte[] bytes = caption.getBytes(StandardCharsets.UTF_8);
      String source = "file:///captions.csv#row=" + (i + 1);
      Item item =
          new Item(
              new ItemId(sha256(source.getBytes(StandardCharsets.UTF_8)).substring(0, 16)),
              Modality.TEXT,
              source,
              sha256(bytes),
              bytes.length,
              0,
              0,
              0,
              caption,
              null);
      writer.add(item, encoder.encode(List.of(encoder.tokenize(caption))).getFirst(), null);
    }
  }

  private static byte[] jpeg(byte[] png) throws IOException {
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(png));
    BufferedImage rgb =
        new BufferedImage(decoded.getWidth(), decoded.getHeight(), BufferedImage.TYPE_INT_RGB);
    rgb.createGraphics().drawImage(decoded, 0, 0, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(rgb, "jpg", out);
    return out.toByteArray();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
    engine.close();
    model.close();
  }
}
