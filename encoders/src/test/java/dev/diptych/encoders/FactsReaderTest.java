package dev.diptych.encoders;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.core.Facts;
import dev.diptych.core.PictureFormat;
import dev.diptych.core.Place;
import dev.diptych.testkit.Metadata;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsReaderTest {

  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};

  @Test
  void read_exif_isTakenAtByWhatAndWhere() {
    byte[] file =
        new Metadata()
            .main(0x10f, "NIKON CORPORATION ")
            .main(0x110, "NIKON D850")
            .main(0x10e, "A lake\nat noon\0")
            .main(0x132, "2025:01:01 00:00:00")
            .exif(0x9003, "2024:06:03 23:30:05")
            .exif(0x9011, "+09:00")
            .bytes(0x9c9b, "Der See\0".getBytes(UTF_16LE))
            .bytes(0x9c9e, "lake;Été; lake ;\0".getBytes(UTF_16LE))
            .point(-17.705, 179.25)
            .in(JPEG);

    Facts facts = read(file);

    assertThat(facts.takenAt()).contains(LocalDateTime.of(2024, 6, 3, 23, 30, 5));
    assertThat(facts.camera()).isEqualTo("NIKON D850");
    assertPoint(facts, -17.705, 179.25);
    assertThat(facts.words())
        .isEqualTo(new Facts.Words("Der See", "A lake at noon", List.of("lake", "Été")));
    assertThat(facts.format()).contains(PictureFormat.JPEG);
    assertThat(facts.reading().rules()).isEqualTo(FactsReader.RULES);
  }

  @Test
  void read_iptc_isWordsAndDate() {
    byte[] file =
        new Metadata()
            .iptc(
                Map.of(
                    5, List.of("Zürich"),
                    25, List.of("sea", "mountains"),
                    55, List.of("20230405"),
                    60, List.of("010203+0200"),
                    120, List.of("A caption")))
            .in(JPEG);

    Facts facts = read(file);

    assertThat(facts.words())
        .isEqualTo(new Facts.Words("Zürich", "A caption", List.of("sea", "mountains")));
    assertThat(facts.takenAt()).contains(LocalDateTime.of(2023, 4, 5, 1, 2, 3));
  }

  @Test
  void read_xmpInTheFile_keepsTheClocksTime() {
    Facts facts = read(new Metadata().xmp(xmp("2024-06-03T23:30:00+09:00", "sea")).in(JPEG));

    assertThat(facts.takenAt()).contains(LocalDateTime.of(2024, 6, 3, 23, 30));
    assertThat(facts.camera()).isEqualTo("Apple iPhone 15");
    assertPoint(facts, 47 + 22.5 / 60, -8.5);
    assertThat(facts.place().map(Place::name)).contains("Zürich, Switzerland");
    assertThat(facts.words()).isEqualTo(new Facts.Words("Title", "Words", List.of("sea", "b")));
  }

  @Test
  void read_sidecar_countsMoreThanTheFile() {
    byte[] file =
        new Metadata().exif(0x9003, "2020:01:01 00:00:00").xmp(xmp("2021", "inside")).in(JPEG);
    byte[] sidecar = xmp("2022-02-02T02:02", "outside").getBytes(UTF_8);

    Facts facts = FactsReader.read(file, Optional.of(sidecar));

    assertThat(facts.takenAt()).contains(LocalDateTime.of(2022, 2, 2, 2, 2));
    assertThat(facts.words().tags()).containsExactly("outside", "b");
    assertThat(read(file).takenAt())
        .as("EXIF before XMP")
        .contains(LocalDateTime.of(2020, 1, 1, 0, 0));
    assertThat(FactsReader.read(file, Optional.of("no XML".getBytes(UTF_8)))).isEqualTo(read(file));
  }

  @Test
  void read_otherContainers_findsTheirExif() {
    byte[] tiff = new Metadata().main(0x110, "Camera").exif(0x9003, "2024:06:03 01:02:03").toTiff();
    LocalDateTime taken = LocalDateTime.of(2024, 6, 3, 1, 2, 3);

    assertThat(read(tiff).takenAt()).contains(taken);
    assertThat(read(png(tiff)).takenAt()).contains(taken);
    assertThat(read(heic(tiff)).takenAt()).contains(taken);
    assertThat(read(heic(tiff)).format()).contains(PictureFormat.HEIC);
  }

  @Test
  void read_documentTypesInXmp_areRefused() {
    String bomb =
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
            + xmp("2024", "sea").replace("Title", "&e;").lines().skip(1).toList();

    assertThat(FactsReader.read(JPEG, Optional.of(bomb.getBytes(UTF_8))).words().title()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0000:00:00 00:00:00,",
    "2024:13:01 00:00:00,",
    "    :  :     :  :  ,",
    "2024:06:03 24:00:00,",
    "2024:02:30 00:00:00,",
    "9999:01:01 00:00:00,",
    "2024-06-03 1:02:03, 2024-06-03T01:02:03",
    "2024:06:03, 2024-06-03T00:00",
    "2024:06:03 10:11:60, 2024-06-03T10:11:59"
  })
  void read_oddTimes_areTimesOrNothing(String exif, LocalDateTime taken) {
    assertThat(read(new Metadata().exif(0x9003, exif).in(JPEG)).takenAt())
        .isEqualTo(Optional.ofNullable(taken));
  }

  @Test
  void read_wordsOfCameras_areNone() {
    byte[] file = new Metadata().main(0x10e, "OLYMPUS DIGITAL CAMERA         ").in(JPEG);

    assertThat(read(file).words()).isEqualTo(Facts.Words.NONE);
  }

  @Test
  void read_nullIsland_isNoPlace() {
    assertThat(read(new Metadata().point(0, 0).in(JPEG)).place()).isEmpty();
  }

  @Test
  void read_anyBytes_neverFails() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] whole =
        new Metadata()
            .main(0x10f, "Maker")
            .exif(0x9003, "2024:06:03 23:30:05")
            .point(1, 2)
            .iptc(Map.of(25, List.of("sea")))
            .xmp(xmp("2024", "sea"))
            .in(JPEG);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      for (int change = random.nextInt(8); change > 0 && bytes.length > 4; change--) {
        bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt();
      }
      assertThat(read(bytes)).as("seed %s", seed).isNotNull();
    }
  }

  private static Facts read(byte[] file) {
    return FactsReader.read(file, Optional.empty());
  }

  private static void assertPoint(Facts facts, double latitude, double longitude) {
    assertThat(facts.place().orElseThrow().latitude()).isCloseTo(latitude, within(1e-5));
    assertThat(facts.place().orElseThrow().longitude()).isCloseTo(longitude, within(1e-5));
  }

  private static String xmp(String taken, String tag) {
    return Metadata.xmpOf(
        "exif:DateTimeOriginal=\"%s\" tiff:Make=\"Apple\" tiff:Model=\"iPhone 15\" photoshop:City=\"Zürich\" photoshop:Country=\"Switzerland\" exif:GPSLatitude=\"47,22.5N\" exif:GPSLongitude=\"8,30,0W\""
            .formatted(taken),
        """
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Title</rdf:li></rdf:Alt></dc:title>
        <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Words</rdf:li></rdf:Alt></dc:description>
        <dc:subject><rdf:Bag><rdf:li>%s</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:subject>
        """
            .formatted(tag));
  }

  private static byte[] png(byte[] exif) {
    ByteBuffer png = ByteBuffer.allocate(8 + 12 + exif.length);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.putInt(exif.length).put("eXIf".getBytes(UTF_8)).put(exif).putInt(0);
    return png.array();
  }

  private static byte[] heic(byte[] exif) {
    ByteArrayOutputStream heic = new ByteArrayOutputStream();
    heic.writeBytes("\0\0\0\u0014ftypheic\0\0\0\0mif1".getBytes(UTF_8));
    heic.writeBytes("some boxes".getBytes(UTF_8));
    heic.writeBytes("\0\0\0\u0006Exif\0\0".getBytes(UTF_8));
    heic.writeBytes(exif);
    return heic.toByteArray();
  }
}
