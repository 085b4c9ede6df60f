package dev.diptych.encoders.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.encoders.UnreadWords;
import dev.diptych.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WordPieceTokenizerTest {

  static final List<String> SPECIALS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  @TempDir Path folder;

  @Test
  void tokenize_referenceTexts_giveReferenceIds() throws IOException {
    Path fixture = Fixtures.path("bert-tiny-vocab");
    JsonNode golden =
        JsonMapper.shared().readTree(Files.readAllBytes(fixture.resolve("golden.json")));
    assertThat(golden.size()).isPositive();
    try (WordPieceTokenizer tokenizer = WordPieceTokenizer.load(fixture, 40, 12)) {
      for (JsonNode expected : golden) {
        String text = expected.get("text").stringValue();
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < expected.get("input_ids").size(); i++) {
          if (expected.get("attention_mask").get(i).intValue() == 1) {
            ids.add(expected.get("input_ids").get(i).intValue());
          }
        }
        assertThat(tokenizer.tokenize(text).ids()).as(text).isEqualTo(ids);
      }
    }
  }

  @Test
  void tokenize_embeddedModelsTexts_giveReferenceIds() throws IOException {
    JsonNode golden =
        JsonMapper.shared().readTree(Files.readAllBytes(Fixtures.path("scenes-blip/golden.json")));
    try (WordPieceTokenizer tokenizer = WordPieceTokenizer.load(embedded(), 156, 48)) {
      assertThat(tokenizer.specialIds().dec()).hasValue(154);
      assertThat(tokenizer.specialIds().enc()).hasValue(155);
      for (int i = 0; i < golden.get("texts").size(); i++) {
        TokenizedText actual = tokenizer.tokenize(golden.get("texts").get(i).stringValue());
        for (int t = 0; t < actual.length(); t++) {
          assertThat(actual.ids().get(t))
              .isEqualTo(golden.get("input_ids").get(i).get(t).intValue());
        }
        assertThat(actual.ids().getLast()).isEqualTo(tokenizer.specialIds().sep());
        assertThat(actual.truncated()).isFalse();
      }
    }
  }

  @Test
  void decode_caption_joinsPiecesAndDropsSpecials() {
    try (WordPieceTokenizer tokenizer =
        tokenizer("don", "'", "t", "un", "##aff", "##able", "dog", "!", ",", "a", "s")) {
      int first = SPECIALS.size();
      List<Integer> ids =
          List.of(
              first + 11,
              2,
              first,
              first + 1,
              first + 2,
              first + 8,
              first + 3,
              first + 4,
              first + 5,
              1,
              first + 6,
              first + 1,
              first + 10,
              first + 7,
              3,
              0);

      assertThat(tokenizer.decode(ids)).isEqualTo("don't, unaffable dog's!");
      assertThat(tokenizer.decode(List.of())).isEmpty();
      assertThatThrownBy(() -> tokenizer.decode(List.of(first + 13)))
          .isInstanceOf(DiptychException.class)
          .hasMessageContaining("outside the vocabulary");
    }
  }

  @Test
  void load_vocabularyTwoShort_addsDecAndEnc() {
    try (WordPieceTokenizer tokenizer = tokenizer("a")) {
      assertThat(tokenizer.specialIds())
          .isEqualTo(
              new SpecialIds(0, 1, 2, 3, OptionalInt.of(4), OptionalInt.of(6), OptionalInt.of(7)));
      assertThat(tokenizer.tokenize("[ENC] a [DEC]").ids()).containsExactly(2, 7, 5, 6, 3);
    }
  }

  @Test
  void tokenize_limits_cutFromTheRightAndFlag() {
    write("vocab.txt", lines(SPECIALS, "a", "b"));
    try (WordPieceTokenizer tokenizer = WordPieceTokenizer.load(folder, 7, 5)) {
      assertThat(tokenizer.tokenize("a b a"))
          .isEqualTo(new TokenizedText(List.of(2, 5, 6, 5, 3), false));
      assertThat(tokenizer.tokenize("a b b a"))
          .isEqualTo(new TokenizedText(List.of(2, 5, 6, 6, 3), true));
    }
    try (WordPieceTokenizer tokenizer = WordPieceTokenizer.load(folder, 7, 2)) {
      assertThat(tokenizer.tokenize("a")).isEqualTo(new TokenizedText(List.of(2, 3), true));
    }
    assertThatThrownBy(() -> WordPieceTokenizer.load(folder, 7, 1)).hasMessageContaining("2");
  }

  @Test
  void tokenize_hostileStrings_areTexts() {
    try (WordPieceTokenizer tokenizer = tokenizer("a")) {
      List<Integer> onlyA = List.of(2, 5, 3);
      assertThat(tokenizer.tokenize("a \ud800").ids()).isEqualTo(onlyA);
      assertThat(tokenizer.tokenize("\udc00a\udc00").ids()).isEqualTo(onlyA);
      assertThat(tokenizer.tokenize("\u0000a\u0000").ids()).isEqualTo(onlyA);
      assertThat(tokenizer.tokenize("a \ud83d\ude00").ids()).containsExactly(2, 5, 1, 3);
      assertThat(tokenizer.tokenize("a ".repeat(5000)).truncated()).isTrue();
      assertThat(tokenizer.tokenize("a\n".repeat(500_000)).truncated()).isTrue();
      assertThat(tokenizer.tokenize("a".repeat(1 << 20)).ids()).containsExactly(2, 1, 3);
      assertThat(tokenizer.tokenize("!".repeat(100_000)).truncated()).isTrue();
      assertThat(tokenizer.tokenize(" ".repeat(1 << 20)))
          .isEqualTo(new TokenizedText(List.of(2, 3), false));
      assertThat(tokenizer.tokenize(" ".repeat(100_000) + "a"))
          .isEqualTo(new TokenizedText(onlyA, false));
    }
  }

  @Test
  void beginning_longTextWithoutBlanks_isShort() {
    DecisiveText decisive =
        new DecisiveText(List.of("[UNK]", "[SEP]"), TextNormalization.UNCASED, 100);
    for (String unit :
        List.of(
            "a",
            "a\u0301",
            "\u0301",
            "\u0301 ",
            "\u200b",
            "!",
            "a!",
            "空",
            "\u20ac",
            "\u2260",
            "😀",
            " ",
            "\u3000",
            "\u0007",
            "\ue000 ",
            "[SEP]",
            "a\u0301b\u200b")) {
      assertThat(decisive.of(unit.repeat(1 << 17), 1024).text())
          .as("%s, many times", unit)
          .hasSizeLessThan(1100);
    }
    assertThat(
            new DecisiveText(List.of("sep"), TextNormalization.UNCASED, 100)
                .of("a".repeat(2000), 1024))
        .as("a special token may stand in the long word")
        .isEqualTo(new DecisiveText.Beginning("a".repeat(2000), true));
  }

  @Test
  void tokenize_specialTokensInLongTexts_standForThemselves() {
    write("vocab.txt", lines(SPECIALS, "a", "[", "]", "sep", "##a"));
    try (WordPieceTokenizer tokenizer = WordPieceTokenizer.load(folder, 10, 512)) {
      for (int shift = 0; shift < 12; shift++) {
        String text = " ".repeat(3000) + "a".repeat(1020 + shift) + "[SEP]".repeat(300) + "aa[";
        List<Integer> ids = new ArrayList<>(List.of(2, 1));
        for (int i = 0; i < 300; i++) {
          ids.add(3);
        }
        ids.addAll(List.of(5, 9, 6, 3));
        assertThat(tokenizer.tokenize(text).ids()).as("shifted by %s", shift).isEqualTo(ids);
      }
    }
  }

  @Test
  void tokenize_fullWidthForms_areReadAsThePlainOnes() {
    try (WordPieceTokenizer tokenizer = tokenizer("red", "circle", "!", "7", "中")) {
      assertThat(tokenizer.tokenize("ｒｅｄ　Ｃｉｒｃｌｅ！７").ids())
          .isEqualTo(tokenizer.tokenize("red circle!7").ids())
          .doesNotContain(tokenizer.specialIds().unk());
      assertThat(tokenizer.tokenize("中").ids()).as("no full-width form").hasSize(3);
    }
  }

  @Test
  void unread_wordsThatAVocabularyDoesNotHold_areNamedAsWritten() {
    try (WordPieceTokenizer tokenizer =
        tokenizer("red", "circle", "!", ",", "l", "##i", "##o", "##n", "中", "国", "2", "##0")) {
      assertThat(tokenizer.unread("Red circle, 20!")).isEqualTo(UnreadWords.NONE);
      assertThat(tokenizer.unread("红色的圆")).isEqualTo(new UnreadWords(List.of("红色的圆"), true));
      assertThat(tokenizer.unread("red 😀 circle 😀"))
          .isEqualTo(new UnreadWords(List.of("😀"), false));
      assertThat(tokenizer.unread("!!!")).isEqualTo(new UnreadWords(List.of(), true));
      assertThat(tokenizer.unread("a red lion"))
          .as("spelled letter by letter")
          .isEqualTo(new UnreadWords(List.of("a", "lion"), false));
      assertThat(tokenizer.unread("中国"))
          .as("single letters of a script are not a language")
          .isEqualTo(new UnreadWords(List.of("中国"), true));
      assertThat(tokenizer.unread("ｒｅｄ")).isEqualTo(UnreadWords.NONE);
      assertThat(tokenizer.unread("")).isEqualTo(new UnreadWords(List.of(), true));
      assertThat(tokenizer.unread("x".repeat(20_000)).all()).isTrue();
    }
  }

  @Test
  void unread_vocabularyMadeForAScript_readsIt() {
    List<String> ideographs =
        java.util.stream.IntStream.range(0x4e00, 0x4e00 + 2500)
            .mapToObj(Character::toString)
            .toList();
    try (WordPieceTokenizer tokenizer = tokenizer(ideographs.toArray(String[]::new))) {
      assertThat(tokenizer.unread("中国")).isEqualTo(UnreadWords.NONE);
    }
  }

  @Test
  void tokenize_fromSeveralThreads_givesTheSame() throws Exception {
    try (WordPieceTokenizer tokenizer = tokenizer("a", "b", "c");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TokenizedText expected = tokenizer.tokenize("a b c c b a");
      List<Future<TokenizedText>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(threads.submit(() -> tokenizer.tokenize("a b c c b a")));
      }
      for (Future<TokenizedText> one : all) {
        assertThat(one.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void load_errorsOfTheModel_nameBothNumbers() {
    write("vocab.txt", lines(SPECIALS, "a"));

    assertThatThrownBy(() -> WordPieceTokenizer.load(folder, 30_524, 40))
        .isInstanceOfSatisfying(
            DiptychException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CHECKPOINT))
        .hasMessageContaining("6 entries")
        .hasMessageContaining("30,524");
  }

  /** A tokenizer whose vocabulary holds the specials, these pieces, [DEC] and [ENC]. */
  private WordPieceTokenizer tokenizer(String... pieces) {
    write("vocab.txt", lines(SPECIALS, pieces));
    return WordPieceTokenizer.load(folder, SPECIALS.size() + pieces.length + 2, 30);
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String lines(List<String> first, String... more) {
    return String.join("\n", first) + "\n" + String.join("\n", more) + "\n";
  }

  private static Path embedded() {
    return Path.of("src/main/resources/dev/diptych/encoders/scenes-blip");
  }
}
