package dev.diptych.index;

import static dev.diptych.index.Samples.features;
import static dev.diptych.index.Samples.hash;
import static dev.diptych.index.Samples.id;
import static dev.diptych.index.Samples.model;
import static dev.diptych.index.Samples.spec;
import static dev.diptych.index.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.core.Condition;
import dev.diptych.core.Condition.Oriented.Orientation;
import dev.diptych.core.Condition.Pixels.Side;
import dev.diptych.core.Facts;
import dev.diptych.core.Filter;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Place;
import dev.diptych.core.Provenance;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterTest {

  private static final Item ZURICH =
      picture(
          1,
          "file:///photos/Holiday/2024/IMG_1.JPG",
          640,
          480,
          new Facts(
              new Facts.Reading(1, 77, 9),
              Optional.of(LocalDateTime.of(2024, 6, 30, 23, 59, 59)),
              "Canon EOS R5",
              Optional.of(new Place(47.3769, 8.5417, "Zürich")),
              new Facts.Words("By the lake", "A long day", List.of("Sea side", "Été")),
              Optional.of(PictureFormat.JPEG),
              new Provenance.Given()));

  private static final Item FIJI =
      picture(
          2,
          "file:///photos/holiday-old/a%20b.png",
          480,
          640,
          new Facts(
              new Facts.Reading(1, 0, 0),
              Optional.of(LocalDateTime.of(2024, 7, 1, 0, 0)),
              "Apple iPhone 15",
              Optional.of(new Place(-17.7, 179.9, "")),
              new Facts.Words("", "", List.of("sea")),
              Optional.of(PictureFormat.PNG),
              new Provenance.Given()));

  private static final Item UNKNOWN = picture(3, "file:///elsewhere/2024/c.gif", 9, 9, Facts.NONE);

  private static final Item CAPTION =
      Item.text(
          id(4), "file:///photos/captions.csv#row=2", hash("w"), 1, 0, "w", ZURICH.source().uri());

  @TempDir Path folder;
  private TestReader reader;

  @BeforeEach
  void write() {
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      for (Item item : List.of(ZURICH, FIJI, UNKNOWN)) {
        writer.add(item, vector(1), features(1));
      }
      writer.add(CAPTION, vector(1), null);
      writer.commit();
    }
    reader = TestReader.of(IndexFolder.at(folder).openReader(model(1)));
  }

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void facts_writtenAndRead_areTheSame() {
    assertThat(reader.item(id(1))).contains(ZURICH);
    assertThat(reader.item(id(2))).contains(FIJI);
    assertThat(reader.item(id(3))).contains(UNKNOWN);
    Item generated =
        CAPTION.with(
            new Facts(
                new Facts.Reading(1, 0, 0),
                Optional.empty(),
                "",
                Optional.empty(),
                Facts.Words.NONE,
                Optional.empty(),
                new Provenance.Generated("blip large", 0.75, "ab")));
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      writer.addCopy(generated, id(4));
      writer.commit();
    }
    reader.refresh();
    assertThat(reader.item(id(4))).contains(generated);
  }

  @Test
  void recall_withText_findsThoseInWhichSomeWasRead() {
    Item read = FIJI.with(FIJI.facts().with(new Facts.ReadText("reader 1", "EXIT\nto the beach")));
    Facts marked = UNKNOWN.facts().withEtag(Optional.of("W/\"1\""));
    Item empty = UNKNOWN.with(marked.with(new Facts.ReadText("reader 1", "")));
    assertThat(found(new Condition.HasText())).isEmpty();
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      writer.addCopy(read, id(2));
      writer.addCopy(empty, id(3));
      writer.commit();
    }
    reader.refresh();
    assertThat(reader.item(id(2))).contains(read);
    assertThat(reader.item(id(3))).contains(empty);
    assertThat(found(new Condition.HasText())).isEqualTo("2");
    assertThat(found(new Condition.Not(new Condition.HasText()))).isEqualTo("13");
  }

  @Test
  void recall_byFolder_takesWholeNamesAnywhereAndPathsFromTheRoot() {
    assertThat(found(new Condition.Folder("holiday"))).isEqualTo("1");
    assertThat(found(new Condition.Folder("HOLIDAY/2024/"))).isEqualTo("1");
    assertThat(found(new Condition.Folder("holi*"))).isEqualTo("12");
    assertThat(found(new Condition.Folder("2024"))).isEqualTo("13");
    assertThat(found(new Condition.Folder("/photos"))).isEqualTo("12");
    assertThat(found(new Condition.Folder("/holiday"))).isEmpty();
    assertThat(found(new Condition.Folder("/"))).isEqualTo("123");
    assertThat(found(new Condition.Folder("file:///photos/Holiday"))).isEqualTo("1");
    assertThat(found(new Condition.Folder("day"))).isEmpty();
  }

  @Test
  void recall_bySource_takesNamesAndUris() {
    assertThat(found(new Condition.FromSource("img_1.jpg"))).isEqualTo("1");
    assertThat(found(new Condition.FromSource("a b.png"))).isEqualTo("2");
    assertThat(found(new Condition.FromSource("img_*"))).isEqualTo("1");
    assertThat(found(new Condition.FromSource("img_"))).isEmpty();
    assertThat(found(new Condition.FromSource(UNKNOWN.source().uri()))).isEqualTo("3");
    assertThat(found(Modality.TEXT, new Condition.FromSource("captions.csv"))).isEqualTo("4");
    assertThat(found(Modality.TEXT, new Condition.FromSource("captions.csv#row=3"))).isEmpty();
  }

  @Test
  void recall_byTagAndCamera_takesWholeWordsInAnyCase() {
    assertThat(found(new Condition.Tag("sea"))).isEqualTo("2");
    assertThat(found(new Condition.Tag("SEA SIDE"))).isEqualTo("1");
    assertThat(found(new Condition.Tag("sea*"))).isEqualTo("12");
    assertThat(found(new Condition.Tag("E\u0301TE\u0301"))).as("decomposed").isEqualTo("1");
    assertThat(found(new Condition.Camera("canon"))).isEqualTo("1");
    assertThat(found(new Condition.Camera("eos r5"))).isEqualTo("1");
    assertThat(found(new Condition.Camera("eos r"))).isEmpty();
    assertThat(found(new Condition.Camera("iPhone"))).isEqualTo("2");
  }

  @Test
  void recall_byTime_takesTheFirstMomentAndLeavesOutTheOneAfter() {
    LocalDateTime july = LocalDateTime.of(2024, 7, 1, 0, 0);
    assertThat(found(new Condition.Taken(Optional.empty(), Optional.of(july)))).isEqualTo("1");
    assertThat(found(new Condition.Taken(Optional.of(july), Optional.empty()))).isEqualTo("2");
    assertThat(found(new Condition.Taken(Optional.empty(), Optional.empty()))).isEqualTo("12");
  }

  @Test
  void recall_nearAPoint_goesAcrossTheDateLine() {
    assertThat(found(new Condition.Near(new Place(47.38, 8.54, ""), 1000))).isEqualTo("1");
    assertThat(found(new Condition.Near(new Place(-17.7, -179.9, ""), 30_000))).isEqualTo("2");
    assertThat(found(new Condition.Near(new Place(0, 0, ""), 1000))).isEmpty();
  }

  @Test
  void recall_byShapeAndFormat_takesThePicturesThatFit() {
    assertThat(found(new Condition.Pixels(Side.WIDTH, 480, 640))).isEqualTo("12");
    assertThat(found(new Condition.Pixels(Side.HEIGHT, 0, 480))).isEqualTo("13");
    assertThat(found(new Condition.Oriented(Orientation.LANDSCAPE))).isEqualTo("1");
    assertThat(found(new Condition.Oriented(Orientation.PORTRAIT))).isEqualTo("2");
    assertThat(found(new Condition.Oriented(Orientation.SQUARE))).isEqualTo("3");
    assertThat(found(new Condition.OfFormat(PictureFormat.PNG))).isEqualTo("2");
  }

  @Test
  void recall_withCaption_forgetsRemovedOnes() {
    assertThat(found(new Condition.HasCaption())).isEqualTo("1");
    try (ItemWriter writer = IndexFolder.at(folder).openWriter(spec())) {
      writer.remove(id(4));
      writer.commit();
    }
    reader.refresh();
    assertThat(found(new Condition.HasCaption())).isEmpty();
  }

  @Test
  void recall_byNotAnyAndAll_combines() {
    Condition sea = new Condition.Tag("sea*");
    assertThat(found(new Condition.Not(sea))).isEqualTo("3");
    assertThat(found(sea, new Condition.Camera("canon"))).isEqualTo("1");
    assertThat(
            found(
                new Condition.AnyOf(
                    List.of(new Condition.Camera("canon"), new Condition.Folder("elsewhere")))))
        .isEqualTo("13");
    assertThat(found(new Condition.OfModality(Modality.TEXT))).isEmpty();
    assertThat(found(Modality.TEXT, new Condition.OfModality(Modality.TEXT))).isEqualTo("4");
  }

  private String found(Condition... conditions) {
    return found(Modality.IMAGE, conditions);
  }

  /** {@return the numbers of the items that pass} */
  private String found(Modality target, Condition... conditions) {
    return reader
        .recall(RecallRequest.nearest(target, vector(1), 9).among(Filter.of(conditions)))
        .neighbours()
        .stream()
        .map(neighbour -> neighbour.id().value().replaceAll("^item0*", ""))
        .sorted(Comparator.naturalOrder())
        .collect(Collectors.joining());
  }

  private static Item picture(int number, String source, int width, int height, Facts facts) {
    return Item.image(id(number), source, hash("picture " + number), 10, 20, width, height)
        .with(facts);
  }
}
