package dev.diptych.index;

import static dev.diptych.index.Samples.features;
import static dev.diptych.index.Samples.hash;
import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Condition;
import dev.diptych.core.Facts;
import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items by their words: against comparing each with all, in many scripts, exactly. */
class WordsTest {

  @TempDir Path folder;

  private static Item picture(int number, String source, String title, String... tags) {
    Item image = Samples.image(number, source);
    return image.with(
        new Facts(
            new Facts.Reading(2, 0, 0),
            Optional.empty(),
            "",
            Optional.empty(),
            new Facts.Words(title, "", List.of(tags)),
            Optional.empty(),
            new Provenance.Given()));
  }

  private static Item caption(int number, String words, Item picture) {
    return Item.text(
        id(number),
        "file:///captions.csv#row=" + number,
        hash(words),
        1,
        0,
        words,
        picture.source().uri());
  }

  private void write(List<Item> items) {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      for (Item item : items) {
        writer.add(item, vector(1), item.modality() == Modality.IMAGE ? features(1) : null);
      }
      writer.commit();
    }
  }

  private WordRecall recall(WordRequest request) {
    try (TestReader reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)));
        IndexView view = reader.reader().view()) {
      return view.recall(request);
    }
  }

  private String found(WordRequest request) {
    return recall(request).matches().stream()
        .map(match -> (match.exact() ? "!" : "") + number(match.id()))
        .collect(Collectors.joining(" "));
  }

  private static int number(ItemId id) {
    return Integer.parseInt(id.value().substring(4));
  }

  private static WordRequest images(String words) {
    return WordRequest.of(Modality.IMAGE, words, 1000);
  }

  private static WordRequest quoted(String words, String... phrases) {
    return new WordRequest(
        Modality.IMAGE, words, List.of(phrases), List.of(), words, 1000, Filter.NONE);
  }

  @Test
  void recall_wordsReadInPictures_findThemByAFieldOfTheirOwn() {
    Item sign = picture(1, "file:///p/a.jpg", "");
    Item titled = picture(2, "file:///p/b.jpg", "the harbours of old");
    write(
        List.of(
            sign.with(sign.facts().with(new Facts.ReadText("reader", "OLD HARBOUR\nTickets"))),
            titled,
            picture(3, "file:///p/c.jpg", "nothing")));

    assertThat(found(images("harbour"))).contains("1", "2");
    assertThat(found(images("ticket"))).isEqualTo("1");
    assertThat(found(images("the tickets, harbour"))).as("shows all words").startsWith("!1");
    assertThat(found(quoted("x", "old harbour tickets"))).isEqualTo("!1");
    assertThat(found(quoted("x", "harbours of"))).isEqualTo("!2");
    WordRequest without =
        new WordRequest(
            Modality.IMAGE, "harbour", List.of(), List.of("tickets"), "", 1000, Filter.NONE);
    assertThat(found(without)).isEqualTo("2");
    assertThat(completions(Completion.Kind.WORD, "tick")).isEmpty();
  }

  /** Words that Porter's rules leave as they are, but for a plural. */
  private static final List<String> VOCABULARY =
      List.of("lion", "lions", "harbour", "tent", "tents", "moss", "Fjord", "fjord", "zoo", "bird");

  private static final List<String> TAGS = List.of("sea", "old", "blue wall");
  private static final List<String> FOLDERS = List.of("alps", "ports", "misc");

  /** What an image or text has to say, word for word, as the test understands it. */
  private static Set<String> told(String words) {
    return Arrays.stream(words.toLowerCase(Locale.ROOT).split("[^a-z]+"))
        .filter(word -> !word.isEmpty())
        .map(
            word ->
                word.endsWith("s") && !word.endsWith("ss")
                    ? word.substring(0, word.length() - 1)
                    : word)
        .collect(Collectors.toSet());
  }

  private static Set<String> told(Item item) {
    String names = item.source().row().isEmpty() ? item.source().path().replace(".jpg", "") : "";
    Facts.Words words = item.facts().words();
    return told(
        String.join(
            " ",
            names,
            words.title(),
            String.join(" ", words.tags()),
            Optional.ofNullable(item.text()).orElse("")));
  }

  private static boolean tells(Item item, List<Item> all, Set<String> any) {
    Stream<Item> texts =
        all.stream().filter(text -> item.source().uri().equals(text.imageSource()));
    return Stream.concat(Stream.of(item), texts)
        .flatMap(each -> told(each).stream())
        .anyMatch(any::contains);
  }

  @Test
  void recall_ofRandomWordsUnderFilters_findsJustWhatHasOne() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Item> items = new ArrayList<>();
    for (int number = 0; number < 60; number++) {
      items.add(
          picture(
              number,
              "file:///p/%s/%s_%s.jpg"
                  .formatted(FOLDERS.get(random.nextInt(3)), said(random, 1), number),
              random.nextBoolean() ? said(random, 2) : "",
              TAGS.get(random.nextInt(3))));
    }
    for (int number = 60; number < 120; number++) {
      items.add(caption(number, said(random, 3), items.get(random.nextInt(60))));
    }
    write(items);
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      for (int round = 0; round < 30; round++) {
        writer.remove(items.remove(random.nextInt(items.size())).id());
      }
      writer.commit();
    }
    try (TestReader reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)));
        IndexView view = reader.reader().view()) {
      for (int round = 0; round < 60; round++) {
        String query = said(random, 1 + random.nextInt(3));
        Modality target = round % 3 == 0 ? Modality.TEXT : Modality.IMAGE;
        String within = round % 2 == 0 ? FOLDERS.get(random.nextInt(3)) : "";
        Filter filter =
            within.isEmpty() ? Filter.NONE : Filter.of(new Condition.Folder("p/" + within));
        List<ItemId> expected =
            items.stream()
                .filter(item -> item.modality() == target)
                .filter(item -> item.source().path().contains(within))
                .filter(item -> tells(item, items, told(query)))
                .map(Item::id)
                .toList();
        List<WordRecall.Match> all =
            view.recall(WordRequest.of(target, query, 1000).among(filter)).matches();
        assertThat(all.stream().map(WordRecall.Match::id))
            .as("seed %s: %s among %s in %s", seed, query, target, filter)
            .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(view.recall(WordRequest.of(target, query, 3).among(filter)).matches())
            .as("seed %s: the first of all", seed)
            .isEqualTo(all.subList(0, Math.min(3, all.size())));
      }
    }
  }

  private static String said(Random random, int words) {
    return Stream.generate(() -> VOCABULARY.get(random.nextInt(VOCABULARY.size())))
        .limit(words)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "a row of circles, circle",
    "the dog’s bowls, dog bowl",
    "Ein Café in Zürich, zurich cafe",
    "Straßenlaterne bei Nacht, STRASSENLATERNE",
    "Donaudampfschiff, donaudampfschiff",
    "Ο κόκκινος κύκλος, ΚΟΚΚΙΝΟΣ κυκλοσ",
    "دائرة حمراء فوق البحر, حمراء",
    "समुद्र के ऊपर लाल वृत्त, लाल",
    "ดอกไม้สีแดงในสวน, ดอกไม้",
    "東京の夜景, 夜景",
    "红色的圆圈在蓝色的方块上面, 方块",
    "빨간 동그라미, 동그라미",
    "красный круг над морем, Круг",
    "ﬁne ｗｉｄｅ words, fine wide",
    "Đà Nẵng, đà nẵng"
  })
  void recall_inManyScripts_findsTheCaption(String words, String query) {
    Item here = Samples.image(1);
    Item there = Samples.image(2);
    write(List.of(here, there, caption(3, words, here), caption(4, "else", there)));
    assertThat(found(images(query))).isEqualTo("1");
    assertThat(found(WordRequest.of(Modality.TEXT, query, 9))).isEqualTo("3");
  }

  @Test
  void recall_byNames_readsPartsAndPutsTheNamedFileFirst() {
    write(
        List.of(
            picture(1, "file:///photos/Summer%20Trip/IMG_2034.JPG", ""),
            picture(2, "file:///photos/Summer%20Trip/redCircle-at-night.png", ""),
            picture(3, "file:///photos/other/night.png", "IMG 2034, a copy"),
            picture(4, "file:///photos/other/e\u0301te\u0301.png", "")));
    assertThat(found(images("img_2034.jpg"))).isEqualTo("!1 3");
    assertThat(found(images("IMG_2034"))).isEqualTo("!1 3");
    assertThat(found(images("2034"))).isEqualTo("1 3");
    assertThat(found(images("red circle"))).isEqualTo("2");
    assertThat(found(images("ÉTÉ"))).isEqualTo("!4");
    assertThat(found(images("night.png"))).startsWith("!3 ");
    assertThat(found(images("trips"))).as("a folder, by its stem").isEqualTo("1 2");
    assertThat(found(images("png"))).as("endings are no words").isEmpty();
  }

  @Test
  void recall_beside_folderOfNearlyAll_goesByTheOtherWords() {
    write(
        List.of(
            picture(1, "file:///home/a.png", "hills"),
            picture(2, "file:///home/b.png", "sea"),
            picture(3, "file:///home/c.png", "sky")));
    assertThat(found(images("a home in the hills"))).isEqualTo("1");
    assertThat(found(images("home"))).isEqualTo("1 2 3");
  }

  @Test
  void recall_ofPhrases_putsWhatHoldsAllOfThemFirstAndLeavesOutTheUnwanted() {
    Item first = picture(1, "file:///p/a.png", "", "old town");
    Item second = Samples.image(2);
    Item third = Samples.image(3);
    write(
        List.of(
            first,
            second,
            third,
            caption(4, "A red circle, left of a square", first),
            caption(5, "red, and then a circle; red circles circle red", second),
            caption(6, "the red CIRCLE", third)));
    assertThat(found(quoted("red circle", "red circle"))).isEqualTo("!3 !1 2");
    assertThat(found(quoted("red circle old town", "red circle", "old town"))).startsWith("!1 ");
    assertThat(found(quoted("left of a", "left of a"))).as("of and a, too").isEqualTo("!1");
    assertThat(
            found(
                new WordRequest(
                    Modality.IMAGE,
                    "circle",
                    List.of(),
                    List.of("squares"),
                    "circle",
                    9,
                    Filter.NONE)))
        .isEqualTo("2 3");
  }

  @Test
  void recall_copiesWithOtherNames_takeOnePlaceUnderTheLeastId() {
    Item image = Samples.image(7, "file:///p/plain.jpg");
    write(List.of(image, Samples.copyOf(image, 3, "file:///p/harbour.jpg"), Samples.image(9)));
    assertThat(found(images("harbour"))).isEqualTo("!3");
    assertThat(found(images("plain"))).isEqualTo("!3");
    assertThat(found(images("plain").among(Filter.of(new Condition.FromSource("plain.jpg")))))
        .isEqualTo("!7");
  }

  @Test
  void recall_unknownWords_areNamedAsWritten() {
    write(List.of(picture(1, "file:///p/a.png", "circles")));
    WordRecall recall = recall(images("the Circle Crcle"));
    assertThat(recall.unknown()).containsExactly("crcle");
    assertThat(recall.asked()).isTrue();
    assertThat(recall.complete()).isTrue();
    assertThat(recall(images("?!")).asked()).isFalse();
  }

  @Test
  void recall_endlessWordsAndOddCharacters_isHarmless() {
    String endless = "x".repeat(50_000) + " \ufdfa".repeat(3000) + " \ud800 harbour";
    Item image = Samples.image(1);
    write(List.of(image, caption(2, endless, image)));
    assertThat(found(images("harbour"))).isEqualTo("1");
    assertThat(found(images(endless))).isEqualTo("1");
    assertThat(found(quoted("\"", ""))).isEmpty();
  }

  @Test
  void completions_countItemsAndComeInTheirOrder() {
    Item first = picture(1, "file:///p/Holiday%202024/a.png", "Red circle", "New York");
    Item second = picture(2, "file:///p/Holiday%202024/b.png", "red Ring", "red");
    write(
        List.of(first, second, caption(3, "Réd wine", first), caption(4, "the red ring", second)));
    assertThat(completions(Completion.Kind.WORD, "re")).containsExactly("red 3", "réd 1");
    assertThat(completions(Completion.Kind.WORD, "the")).as("nearly every text has it").isEmpty();
    assertThat(completions(Completion.Kind.TAG, "yo")).containsExactly("New York 1");
    assertThat(completions(Completion.Kind.FOLDER, "HOLI"))
        .containsExactly("Holiday 2024 2 everywhere");
    assertThat(completions(Completion.Kind.CAPTION, "red"))
        .containsExactly("Red circle 1", "Réd wine 1", "red Ring 1");
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      writer.remove(id(4));
      writer.commit();
    }
    assertThat(completions(Completion.Kind.WORD, "re")).containsExactly("red 2", "réd 1");
  }

  private List<String> completions(Completion.Kind kind, String begun) {
    try (TestReader reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)));
        IndexView view = reader.reader().view()) {
      return view.completions(kind, begun, 9).stream()
          .map(
              each ->
                  "%s %s%s"
                      .formatted(each.text(), each.items(), each.everywhere() ? " everywhere" : ""))
          .toList();
    }
  }

  @Test
  void corrections_areNearWordsOfTheIndex() {
    write(List.of(picture(1, "file:///p/a.png", "Café circle mountain лес", "лошадь")));
    try (TestReader reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)));
        IndexView view = reader.reader().view()) {
      assertThat(view.corrections(List.of("crcle", "mountian", "caffe", "лошодь", "xyz", "ab")))
          .isEqualTo(
              Map.of(
                  "crcle", "circle", "mountian", "mountain", "caffe", "café", "лошодь", "лошадь"));
    }
  }
}
