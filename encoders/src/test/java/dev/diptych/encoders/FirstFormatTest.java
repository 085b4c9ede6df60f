package dev.diptych.encoders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bundles whose {@code bundle.json} is of format 1, of the time when there was one family alone.
 * Such manifests, as that build wrote them of the embedded model, are among the resources.
 */
class FirstFormatTest {

  @TempDir Path folder;

  private static String firstFormat(Precision precision) throws IOException {
    String name = "first-format/%s%s.json".formatted(Bundle.EMBEDDED, precision.suffix());
    try (InputStream resource = FirstFormatTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(resource, name).readAllBytes(), UTF_8);
    }
  }

  /** A bundle of today under the manifest of then. */
  private Bundle madeBefore(ModelStore store, Precision precision) throws IOException {
    Bundle bundle = store.embedded(precision);
    Files.writeString(bundle.folder().resolve("bundle.json"), firstFormat(precision));
    return bundle;
  }

  @ParameterizedTest
  @EnumSource
  void find_manifestOfTheFirstFormat_isTheSameModel(Precision precision) throws IOException {
    ModelStore store = ModelStore.at(folder);
    Bundle bundle = madeBefore(store, precision);

    Bundle found = store.find(bundle.fingerprint().hex());

    assertThat(found).isEqualTo(bundle);
    // The sizes and hashes of then: every graph and the weights are today what they were.
    assertThat(store.verify(found).damages()).isEmpty();
    try (Model model = store.load(found)) {
      assertThat(model.textEncoder()).isPresent();
      assertThat(model.scoring().label()).isEqualTo("match+cosine");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format\" : 1 | \"format\" : 3 | format 3",
        "\"format\" : 1 | \"format\" : 2 | does not name family and scoring",
        "\"format\" : 1 | \"format\" : 1, \"family\" : \"blip\" | does not name family and scoring",
        "\"hidden\" : 96 | \"hidden\" : \"wide\" | bundle.json"
      })
  void findDamagedToo_manifestThatContradictsItself_isNotListed(
      String from, String to, String reason) throws IOException {
    ModelStore store = ModelStore.at(folder);
    Bundle bundle = madeBefore(store, Precision.F32);
    String manifest = firstFormat(Precision.F32);
    assertThat(manifest).contains(from);
    Files.writeString(bundle.folder().resolve("bundle.json"), manifest.replace(from, to));

    assertThat(store.list()).isEmpty();
    assertThatThrownBy(() -> store.load(bundle))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContainingAll(reason, "import the checkpoint again");
  }

  @Test
  void list_otherVersionOfTheGraphs_isLeftOutAndTheEmbeddedModelBuiltAgain() throws IOException {
    ModelStore store = ModelStore.at(folder);
    Bundle bundle = madeBefore(store, Precision.F32);
    Files.writeString(
        bundle.folder().resolve("bundle.json"),
        firstFormat(Precision.F32).replace("\"graphs\" : 2", "\"graphs\" : 1"));

    assertThat(store.list()).isEmpty();
    assertThat(store.embedded()).isEqualTo(bundle);
    assertThat(store.list()).containsExactly(bundle);
  }

  @Test
  void load_familyOfANewerVersion_isRefusedByItsName() throws IOException {
    ModelStore store = ModelStore.at(folder);
    Bundle bundle = store.embedded();
    Path manifest = bundle.folder().resolve("bundle.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"family\" : \"blip\"", "\"family\" : \"blop\""));

    assertThat(store.list()).isEmpty();
    assertThatThrownBy(() -> store.load(bundle))
        .isInstanceOf(DiptychException.class)
        .hasMessageContainingAll("family \"blop\"", "does not know");
  }
}
