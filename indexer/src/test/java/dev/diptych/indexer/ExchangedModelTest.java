package dev.diptych.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Embedding;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.ModelFingerprint;
import dev.diptych.core.PatchFeatures;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.PixelValues;
import dev.diptych.encoders.RgbImage;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.index.ItemReader;
import dev.diptych.index.ItemWriter;
import dev.diptych.index.NamedModel;
import dev.diptych.testkit.fakes.HashingModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rebuild for which one of the two models of an index stays, over an index on disk. */
final class ExchangedModelTest {

  private static final int PICTURES = 6;

  @TempDir private Path temp;
  private Path root;
  private IndexFolder index;

  @BeforeEach
  void write() throws IOException {
    root = Files.createDirectories(temp.toRealPath().resolve("pictures"));
    index = IndexFolder.at(temp.resolve("index"));
    for (int number = 0; number < PICTURES; number++) {
      Pictures.write(root.resolve(number + ".png"), Pictures.png(number));
    }
    Pictures.write(root.resolve("0.txt"), "a first picture");
  }

  /** Two models whose numbers depend on the picture and on which model it is. */
  private static final class Two extends HashingModel {

    private final NamedModel retriever;
    private final NamedModel reranker;
    private int vectors;
    private int features;

    Two(char retriever, char reranker) {
      this.retriever = named(retriever);
      this.reranker = named(reranker);
    }

    private static NamedModel named(char name) {
      return new NamedModel(
          new ModelFingerprint(String.valueOf(name).repeat(64)), String.valueOf(name));
    }

    IndexSpec spec(FeatureFormat format) {
      return new IndexSpec(retriever, reranker, DIMENSION, 1, PATCHES, WIDTH, format, PATCHES);
    }

    @Override
    public Bundle bundle() {
      return bundle(retriever);
    }

    @Override
    public Bundle reranker() {
      return bundle(reranker);
    }

    private Bundle bundle(NamedModel model) {
      Bundle usual = super.bundle();
      return new Bundle(
          model.name(),
          model.fingerprint(),
          usual.folder(),
          usual.family(),
          usual.capabilities(),
          usual.shape(),
          usual.scoring(),
          usual.warnings(),
          usual.options());
    }

    private Embedding vectorOf(PixelValues pixels) {
      return vector(31L * Arrays.hashCode(pixels.toArray()) + retriever.hashCode());
    }

    private PatchFeatures featuresOf(PixelValues pixels) {
      float[] numbers = Arrays.copyOf(pixels.toArray(), PATCHES * WIDTH);
      numbers[0] %= 1000;
      numbers[1] %= 1000;
      numbers[WIDTH] = reranker.name().charAt(0);
      return PatchFeatures.of(PATCHES, WIDTH, numbers);
    }

    @Override
    public ImageEncoder imageEncoder() {
      ImageEncoder usual = super.imageEncoder();
      return new ImageEncoder() {
        @Override
        public int side() {
          return usual.side();
        }

        @Override
        public int patches() {
          return usual.patches();
        }

        @Override
        public int width() {
          return usual.width();
        }

        @Override
        public PixelValues preprocess(RgbImage image) {
          return usual.preprocess(image);
        }

        @Override
        public List<ImageEncoding> encode(List<PixelValues> batch) {
          List<Embedding> first = vectors(batch);
          List<PatchFeatures> second = features(batch);
          return IntStream.range(0, batch.size())
              .mapToObj(i -> new ImageEncoding(first.get(i), second.get(i)))
              .toList();
        }

        @Override
        public List<Embedding> vectors(List<PixelValues> batch) {
          vectors += batch.size();
          return batch.stream().map(Two.this::vectorOf).toList();
        }

        @Override
        public List<PatchFeatures> features(List<PixelValues> batch) {
          features += batch.size();
          return batch.stream().map(Two.this::featuresOf).toList();
        }
      };
    }
  }

  private void indexWith(Two model, FeatureFormat format, Path... paths) {
    try (ItemWriter writer = index.openWriter(model.spec(format))) {
      run(IndexingRequest.of(List.of(paths)), model, writer);
    }
  }

  private IndexingReport rebuildWith(Two model, FeatureFormat format, IndexingRequest request) {
    try (ItemWriter writer = index.rebuild(model.spec(format))) {
      return run(request, model, writer);
    }
  }

  private static IndexingReport run(IndexingRequest request, Two model, ItemWriter writer) {
    return IndexingRun.of(request).run(model, writer, ProgressListener.NONE);
  }

  /** What an index holds of its pictures, by source. */
  private Map<String, List<Float>> held(Two model) {
    try (ItemReader reader = index.openReader(model.fingerprint());
        IndexView view = reader.view()) {
      Map<String, List<Float>> all = new TreeMap<>();
      view.forEach(
          Modality.IMAGE,
          item -> {
            List<ItemId> id = List.of(item.id());
            List<Float> numbers = new ArrayList<>();
            for (float number : Objects.requireNonNull(view.vectors(id).get(item.id())).toArray()) {
              numbers.add(number);
            }
            PatchFeatures features = view.features(id).found().get(item.id());
            if (features != null) {
              float[] patches = new float[HashingModel.PATCHES * HashingModel.WIDTH];
              features.copyTo(FloatBuffer.wrap(patches));
              for (float number : patches) {
                numbers.add(number);
              }
            }
            all.put(item.source().uri(), numbers);
          });
      return all;
    }
  }

  /** What an index made by these models alone holds. */
  private Map<String, List<Float>> expected(Two model, FeatureFormat format) {
    IndexFolder before = index;
    index = IndexFolder.at(temp.resolve("alone"));
    try {
      indexWith(model, format, root);
      return held(model);
    } finally {
      index = before;
    }
  }

  @ParameterizedTest
  @EnumSource
  void rebuild_otherReranker_onlyItReadsThePictures(FeatureFormat format) {
    indexWith(new Two('a', 'b'), format, root);
    Two model = new Two('a', 'c');

    IndexingReport report = rebuildWith(model, format, IndexingRequest.of(List.of(root)));

    assertThat(report.published()).isTrue();
    assertThat(report.images().indexed()).isEqualTo(PICTURES);
    assertThat(model.vectors).isZero();
    assertThat(model.features).isEqualTo(format == FeatureFormat.NONE ? 0 : PICTURES);
    assertThat(held(model)).isEqualTo(expected(new Two('a', 'c'), format));
    assertThat(index.verify().findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void rebuild_otherRetriever_onlyItReadsThePicturesWhereFeaturesAreStored(FeatureFormat format) {
    indexWith(new Two('a', 'b'), format, root);
    Two model = new Two('d', 'b');

    rebuildWith(model, format, IndexingRequest.of(List.of(root)));

    assertThat(model.vectors).isEqualTo(PICTURES);
    assertThat(model.features).isEqualTo(format == FeatureFormat.NONE ? PICTURES : 0);
    assertThat(held(model)).isEqualTo(expected(new Two('d', 'b'), format));
  }

  @Test
  void rebuild_bothModelsOtherOrNone_readsEveryPictureByBoth() {
    indexWith(new Two('a', 'b'), FeatureFormat.F16, root);
    for (Two model : List.of(new Two('c', 'd'), new Two('c', 'd'))) {
      rebuildWith(model, FeatureFormat.F16, IndexingRequest.of(List.of(root)));
      assertThat(model.vectors).isEqualTo(PICTURES);
      assertThat(model.features).isEqualTo(PICTURES);
    }
  }

  @Test
  void rebuild_picturesThatAreNewOrChanged_areReadByBoth() {
    indexWith(new Two('a', 'b'), FeatureFormat.F16, root);
    Pictures.write(root.resolve("new.png"), Pictures.png(PICTURES));
    Pictures.write(root.resolve("1.png"), Pictures.png(PICTURES + 1));
    Two model = new Two('a', 'c');

    rebuildWith(model, FeatureFormat.F16, IndexingRequest.of(List.of(root)));

    assertThat(model.vectors).isEqualTo(2);
    assertThat(model.features).isEqualTo(PICTURES + 1);
    assertThat(held(model)).isEqualTo(expected(new Two('a', 'c'), FeatureFormat.F16));
  }

  @Test
  void rebuild_withAllPlaces_readsThoseThatWereNotNamedAndAsksAboutTheRest() throws IOException {
    Path other = Files.createDirectories(temp.toRealPath().resolve("other"));
    Pictures.write(other.resolve("far.png"), Pictures.png(99));
    Path table =
        Pictures.write(
            temp.toRealPath().resolve("captions.csv"),
            "image,caption\n%s,a picture in a table\n".formatted(other.resolve("far.png")));
    indexWith(new Two('a', 'b'), FeatureFormat.F16, root, other, table);
    IndexingRequest request = IndexingRequest.of(List.of(root)).withPlacesOfReplaced(true);
    Two model = new Two('a', 'c');

    IndexingReport report = rebuildWith(model, FeatureFormat.F16, request);

    assertThat(model.features).isEqualTo(PICTURES + 1);
    assertThat(report.published()).isFalse();
    assertThat(report.questions())
        .singleElement()
        .satisfies(
            question -> {
              assertThat(question.path()).isEqualTo(table.toString());
              assertThat(question.items()).isEqualTo(1);
            });

    Two again = new Two('a', 'c');
    IndexingReport whole =
        rebuildWith(
            again,
            FeatureFormat.F16,
            IndexingRequest.of(List.of(root, table)).withPlacesOfReplaced(true));
    assertThat(whole.published()).isTrue();
    assertThat(again.features).as("resumed").isZero();
    assertThat(held(again)).hasSize(PICTURES + 1);
  }
}
