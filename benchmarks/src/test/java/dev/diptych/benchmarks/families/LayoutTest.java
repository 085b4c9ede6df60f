package dev.diptych.benchmarks.families;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published checkpoints have as many weights; {@code SuiteTest} imports the small ones. */
class LayoutTest {

  private static Layout published(String name) {
    return Families.published().stream()
        .filter(layout -> layout.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long weights(Layout layout, String prefix) {
    return layout.tensors().entrySet().stream()
        .filter(tensor -> tensor.getKey().startsWith(prefix))
        .mapToLong(tensor -> tensor.getValue().stream().reduce(1L, Math::multiplyExact))
        .sum();
  }

  @ParameterizedTest
  @CsvSource({
    "CLIP ViT-B/32, 398, 151277313",
    "CLIP ViT-L/14, 590, 427616513",
    "BEiT-3 base/384, 494, 222458881",
    "ViLT B/32, 209, 111595817",
    "BLIP-2 ViT-g/224, 809, 1172032258"
  })
  void tensors_publishedLayout_haveThePublishedCount(String name, int tensors, long weights) {
    Layout layout = published(name);

    assertThat(layout.tensors()).hasSize(tensors);
    assertThat(layout.weights()).isEqualTo(weights);
  }

  @Test
  void weights_siglip2_differFromThoseOf224PixelsByPositions() {
    assertThat(published("SigLIP 2 base/256").weights())
        .isEqualTo(375_187_970L + (256 - 196) * 768L);
  }

  @Test
  void weights_vlmo_haveThePublishedCount() {
    assertThat(published("VLMo base/384").weights()).isEqualTo(177_413_857L);
  }

  @Test
  void weights_coca_haveThePublishedCountWithoutAndWithTheDecoder() {
    Layout coca = published("CoCa ViT-B/32");

    assertThat(coca.weights() - weights(coca, "text_decoder.")).isEqualTo(152_592_641L);
    assertThat(coca.weights()).isBetween(253_550_000L, 253_650_000L);
  }

  @Test
  void weights_edje_haveThePublishedCountByPart() {
    Layout edje = published(Families.EDJE);

    assertThat(weights(edje, "clip.")).isEqualTo(881_854_466L);
    assertThat(weights(edje, "vision_projection.")).isEqualTo(23_545_216L);
    assertThat(weights(edje, "language_model.") + weights(edje, "classification_head."))
        .isEqualTo(33_360_769L);
  }

  @Test
  void weights_imageBind_haveThePublishedCountByTower() {
    Layout bind = published("ImageBind huge");
    long text =
        bind.tensors().entrySet().stream()
            .filter(tensor -> tensor.getKey().contains(".text."))
            .mapToLong(tensor -> tensor.getValue().stream().reduce(1L, Math::multiplyExact))
            .sum();

    assertThat(text).isEqualTo(354_032_641L);
    assertThat(bind.weights() - text).isEqualTo(632_829_440L);
  }

  @Test
  void tiny_everyFamilyOfThePublished_isThereUnderTheSameName() {
    List<String> tiny = Families.tiny().stream().map(Layout::name).toList();

    assertThat(Families.published().stream().map(Layout::name)).containsAll(tiny);
    assertThat(tiny).contains(Families.SIGLIP, Families.EDJE);
  }

  @Test
  void folderName_anyLayout_isOneThatFoldersAndVariablesTake() {
    assertThat(Families.published().stream().map(Layout::folderName))
        .allMatch(name -> name.matches("[a-z0-9-]+"))
        .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)))
        .contains("blip-2-vit-g-224", "imagebind-huge");
  }
}
