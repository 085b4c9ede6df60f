package dev.diptych.searcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.ContentHash;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.ImageReader;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.RgbImage;
import dev.diptych.encoders.TokenBudget;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.ItemWriter;
import dev.diptych.testkit.Fixtures;
import dev.diptych.testkit.models.EmbeddedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An index without patch features reranks as well, from the pictures' files. */
@ExtendWith(EmbeddedModel.class)
class OnDemandFeaturesTest {

  private static final int PICTURES = 8;
  private static final Query QUERY = new Query.Text("a green circle and an orange ring");

  @TempDir Path folder;

  private static Model model;

  @BeforeAll
  static void load(Model embedded) {
    model = embedded;
  }

  @BeforeEach
  void copyPictures() throws IOException {
    for (int i = 0; i < PICTURES; i++) {
      Files.copy(
          Fixtures.path(String.format(Locale.ROOT, "scenes-eval/images/%03d.png", i)), picture(i));
    }
  }

  private Path picture(int number) {
    return folder.resolve("picture %s.png".formatted(number));
  }

  private SearchEngine engine(FeatureFormat features) throws IOException {
    return engine(features, model.imageEncoder().patches());
  }

  private SearchEngine engine(FeatureFormat features, int tokens) throws IOException {
    ImageEncoder encoder = model.imageEncoder();
    IndexFolder index = IndexFolder.at(folder.resolve("index-" + features + tokens));
    IndexSpec spec =
        new IndexSpec(
                model.fingerprint(),
                model.bundle().name(),
                model.dimension(),
                encoder.patches(),
                encoder.width(),
                features)
            .withTokens(tokens);
    try (ItemWriter writer = index.openWriter(spec)) {
      for (int i = 0; i < PICTURES; i++) {
        byte[] bytes = Files.readAllBytes(picture(i));
        RgbImage image = ImageReader.standard().read(bytes, "a scene");
        ImageEncoding encoding = encoder.encode(List.of(encoder.preprocess(image))).getFirst();
        Item item =
            Item.image(
                new ItemId(String.format(Locale.ROOT, "picture%04d", i)),
                picture(i).toUri().toString(),
                ContentHash.of(bytes),
                bytes.length,
                Files.getLastModifiedTime(picture(i)).toMillis(),
                image.width(),
                image.height());
        writer.add(
            item,
            encoding.vector(),
            features == FeatureFormat.NONE
                ? null
                : new TokenBudget(tokens).apply(encoding.features()));
      }
      writer.commit();
    }
    return SearchEngine.open(
        index.openReader(model.fingerprint()), model, SearchOptions.defaults());
  }

  private static SearchResponse search(SearchEngine engine, Optional<Duration> budget) {
    return engine.search(new SearchRequest(QUERY, Modality.IMAGE, PICTURES, 0, PICTURES, budget));
  }

  private static Map<ItemId, Float> matches(SearchResponse response) {
    Map<ItemId, Float> matches = new HashMap<>();
    for (SearchHit hit : response.hits()) {
      hit.itm().ifPresent(itm -> matches.put(hit.item().id(), itm.match()));
    }
    return matches;
  }

  @Test
  void search_withoutStoredFeatures_scoresAsWithThem() throws IOException {
    try (SearchEngine stored = engine(FeatureFormat.F32);
        SearchEngine onDemand = engine(FeatureFormat.NONE)) {
      Map<ItemId, Float> expected = matches(search(stored, Optional.empty()));
      SearchResponse response = search(onDemand, Optional.empty());
      assertThat(response.rerank().degraded()).isEmpty();
      assertThat(response.rerank().depthReached()).isEqualTo(PICTURES);
      assertThat(matches(response)).hasSize(PICTURES);
      matches(response)
          .forEach((id, match) -> assertThat(match).isCloseTo(expected.get(id), within(1e-4f)));
    }
  }

  @Test
  void search_withoutStoredFeaturesUnderABudget_scoresAsWithMergedOnes() throws IOException {
    try (SearchEngine stored = engine(FeatureFormat.F32, 13);
        SearchEngine onDemand = engine(FeatureFormat.NONE, 13);
        SearchEngine whole = engine(FeatureFormat.F32)) {
      Map<ItemId, Float> expected = matches(search(stored, Optional.empty()));
      Map<ItemId, Float> actual = matches(search(onDemand, Optional.empty()));
      assertThat(actual).hasSize(PICTURES);
      actual.forEach((id, match) -> assertThat(match).isCloseTo(expected.get(id), within(1e-4f)));
      assertThat(expected).isNotEqualTo(matches(search(whole, Optional.empty())));
    }
  }

  @Test
  void search_again_readsWhatWasEncodedFromTheCache() throws IOException {
    try (SearchEngine engine = engine(FeatureFormat.NONE)) {
      SearchResponse first = search(engine, Optional.empty());
      for (int i = 0; i < PICTURES; i++) {
        Files.delete(picture(i));
      }
      assertThat(matches(search(engine, Optional.empty()))).isEqualTo(matches(first));
    }
  }

  @Test
  void search_filesGoneOrChanged_leavesThoseUnscored() throws IOException {
    try (SearchEngine engine = engine(FeatureFormat.NONE)) {
      Files.delete(picture(2));
      Files.copy(Fixtures.path("scenes-eval/images/100.png"), folder.resolve("other.png"));
      Files.move(folder.resolve("other.png"), picture(5), StandardCopyOption.REPLACE_EXISTING);
      SearchResponse response = search(engine, Optional.empty());
      assertThat(matches(response).keySet())
          .hasSize(PICTURES - 2)
          .doesNotContain(new ItemId("picture0002"), new ItemId("picture0005"));
      assertThat(response.warnings())
          .hasSize(2)
          .allMatch(warning -> warning.contains("is gone or has changed"))
          .anyMatch(warning -> warning.contains("picture%202.png"))
          .anyMatch(warning -> warning.contains("picture%205.png"));
    }
  }

  @Test
  void search_withASmallBudget_readsAtLeastOnePictureAndNotAll() throws IOException {
    try (SearchEngine engine = engine(FeatureFormat.NONE)) {
      SearchResponse response = search(engine, Optional.of(Duration.ofNanos(1)));
      assertThat(response.rerank().depthReached()).isEqualTo(1);
      assertThat(response.rerank().outOfTime()).isTrue();
    }
  }
}
