package dev.diptych.indexer.internal.tar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TarListingTest {

  @TempDir Path folder;

  private TarListing list(byte[] archive) throws IOException {
    return TarListing.of(write(archive)).orElseThrow();
  }

  private Path write(byte[] archive) throws IOException {
    return Files.write(folder.resolve("x.tar"), archive);
  }

  private static List<String> names(TarListing listing) {
    return listing.members().stream().map(TarMember::name).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pax.tar", "gnu.tar", "ustar.tar"}) // made by Python's tarfile
  void of_archivesOfOthers_findsEveryFileWhereItLies(String file) throws Exception {
    Path archive = resource(file);
    findsAll(file, archive);
    findsAll(file, write(TarWriter.packed(Files.readAllBytes(archive))));
  }

  private static void findsAll(String file, Path archive) throws IOException {
    TarListing listing = TarListing.of(archive).orElseThrow();
    Map<String, String> contents = new TreeMap<>();
    TarReader reader = new TarReader(archive);
    for (TarMember member : listing.members()) {
      byte[] content = reader.read(member, 1000);
      contents.put(member.name(), new String(content, StandardCharsets.UTF_8).strip());
    }
    Map<String, String> expected = new TreeMap<>();
    expected.put("a.txt", "one");
    expected.put("folder/" + "x".repeat(90) + ".txt", "two ".repeat(200).strip());
    if (!file.startsWith("ustar")) {
      expected.put("folder/" + "y".repeat(300) + ".txt", "three");
      expected.put("Zürich 東京.txt", "four");
    }
    expected.put("last.txt", "five");
    assertThat(contents).isEqualTo(expected);
    assertThat(listing.others()).extracting(TarListing.Other::name).containsExactly("link.txt");
    assertThat(listing.damage()).isEmpty();
    TarMember first = listing.members().getFirst();
    assertThat(reader.read(first, 3)).as("again, and a part").isEqualTo(new byte[] {'o', 'n', 'e'});
    reader.close();
  }

  private static Path resource(String file) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(TarListingTest.class.getResource(file)).toURI());
  }

  @Test
  void of_membersThatAreNoFiles_areNamedAndPassedOver() throws IOException {
    TarWriter tar = new TarWriter().file("a.jpg", "1");
    for (char type : "123467SZ".toCharArray()) {
      tar.member("type" + type, type, 0, new byte[0]);
    }
    TarListing listing =
        list(
            tar.pax("GNU.sparse.major", "1")
                .file("sparse.jpg", "2")
                .pax("path", "p".repeat(5000))
                .file("long.jpg", "3")
                .pax("path", "renamed.jpg")
                .file("b.jpg", "4")
                .whole());
    assertThat(names(listing)).containsExactly("a.jpg", "type7", "renamed.jpg");
    assertThat(listing.others())
        .extracting(TarListing.Other::name)
        .contains("type1", "type2", "type3", "type4", "type6", "typeS", "typeZ", "sparse.jpg");
    assertThat(listing.damage()).isEmpty();
  }

  @Test
  void of_cutArchive_hasWhatComesBefore() throws IOException {
    byte[] whole = new TarWriter().file("a.jpg", "1").file("b.jpg", "22").unfinished();
    TarListing listing = list(Arrays.copyOf(whole, whole.length - 511));
    assertThat(names(listing)).containsExactly("a.jpg");
    assertThat(listing.damage()).contains("it ends within a member");
    assertThat(list(whole).damage()).as("an end is not asked for").isEmpty();
  }

  @Test
  void of_packedArchiveThatWasCutOrDamaged_hasWhatComesBefore() throws IOException {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    byte[] packed =
        TarWriter.packed(new TarWriter().file("a.jpg", noise).file("b.jpg", noise).whole());
    TarListing cut = list(Arrays.copyOf(packed, packed.length * 3 / 4));
    assertThat(cut.packed()).isTrue();
    assertThat(names(cut)).containsExactly("a.jpg");
    assertThat(cut.damage()).contains("it ends within a member");
    byte[] damaged = packed.clone();
    Arrays.fill(damaged, packed.length * 3 / 4, packed.length * 3 / 4 + 1000, (byte) 0xff);
    TarListing listing = list(damaged);
    assertThat(names(listing)).startsWith("a.jpg");
    assertThat(TarListing.of(write(Arrays.copyOf(packed, 5)))).isEmpty();
    assertThat(TarListing.of(write(TarWriter.packed("no archive".getBytes(US_ASCII))))).isEmpty();
  }

  @Test
  void of_packedBomb_isGivenUp() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      out.write(
          new TarWriter()
              .file("a.jpg", "1")
              .member("b.jpg", '0', (1L << 33) - 1, new byte[0])
              .unfinished());
      byte[] nothing = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        out.write(nothing);
      }
    }
    TarListing listing = list(bomb.toByteArray());
    assertThat(names(listing)).containsExactly("a.jpg");
    assertThat(listing.damage()).contains("it unpacks to more than 200 times its size");
  }

  @Test
  void of_memberThatIsLargerThanTheArchive_isDamage() throws IOException {
    for (long size : List.of(100_000L, (1L << 33) - 1)) {
      TarListing listing =
          list(new TarWriter().file("a.jpg", "1").member("b.jpg", '0', size, new byte[9]).whole());
      assertThat(names(listing)).containsExactly("a.jpg");
      assertThat(listing.damage()).isPresent();
    }
    TarListing pax = list(new TarWriter().pax("size", "9".repeat(18)).file("a.jpg", "1").whole());
    assertThat(pax.damage()).isPresent();
    TarListing bomb =
        list(
            new TarWriter()
                .member("PaxHeader", 'x', (1L << 33) - 1, new byte[9])
                .file("a.jpg", "1")
                .whole());
    assertThat(bomb.members()).isEmpty();
  }

  @Test
  void of_extendedHeaderOfMegabytes_costsItsMemberAlone() throws IOException {
    byte[] bomb = new byte[2 << 20];
    Arrays.fill(bomb, (byte) '9');
    TarListing listing =
        list(
            new TarWriter()
                .member("PaxHeader", 'x', bomb.length, bomb)
                .file("a.jpg", "1")
                .file("b.jpg", "2")
                .whole());
    assertThat(names(listing)).containsExactly("b.jpg");
    assertThat(listing.others().getFirst().reason()).contains("extended header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no archive", "0"})
  void of_whatIsNoArchive_isEmpty(String start) throws IOException {
    byte[] content =
        Arrays.copyOf(start.getBytes(StandardCharsets.US_ASCII), start.isEmpty() ? 0 : 2000);
    assertThat(TarListing.of(write(content))).isEmpty();
  }

  @Test
  void of_randomBytesInSoundArchives_neverFails() throws IOException {
    long seed = 20261130;
    Random random = new Random(seed);
    byte[] sound =
        new TarWriter()
            .file("a.jpg", "1")
            .pax("path", "renamed.jpg")
            .file("b.jpg", "2")
            .member("L", 'L', 6, "long.t".getBytes(StandardCharsets.US_ASCII))
            .file("c.txt", "3")
            .whole();
    for (int i = 0; i < 2000; i++) {
      byte[] archive = sound.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        archive[random.nextInt(archive.length)] = (byte) random.nextInt(256);
      }
      TarListing listing =
          TarListing.of(write(archive))
              .orElseGet(() -> new TarListing(false, List.of(), List.of(), Optional.empty()));
      for (TarMember member : listing.members()) {
        assertThat(member.offset() + member.bytes())
            .as("seed %s, archive %s", seed, i)
            .isLessThanOrEqualTo(archive.length);
      }
    }
  }
}
