package dev.diptych.indexer.internal.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.indexer.internal.captions.CaptionEntry.Texts;
import dev.diptych.indexer.internal.captions.CaptionEntry.Unusable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCaptionsTest {

  @TempDir Path temp;

  @Test
  void next_plainTable_givesRowsAsSpreadsheetsCount() throws Exception {
    assertThat(read("image,caption\ncat.jpg,a cat\ndog.jpg,a dog\n"))
        .containsExactly(row(2, 2, "cat.jpg", "a cat"), row(3, 3, "dog.jpg", "a dog"));
  }

  @Test
  void next_quotedFields_keepCommasQuotesAndLineBreaks() throws Exception {
    assertThat(
            read(
                "image,caption\r\n"
                    + "\"a,b.jpg\",\"one, two\r\nthree \"\"four\"\"\"\r\n"
                    + "c.jpg, \"five\" \r\n"))
        .containsExactly(
            row(2, 2, "a,b.jpg", "one, two\nthree \"four\""), row(3, 4, "c.jpg", "five"));
  }

  @Test
  void next_otherColumnsInOtherOrder_findsItsOwn() throws Exception {
    assertThat(read("id, Caption ,split,FILE_NAME\n7,a cat,train,cat.jpg"))
        .containsExactly(row(2, 2, "cat.jpg", "a cat"));
  }

  @Test
  void next_textColumnOnly_givesTextsThatStandAlone() throws Exception {
    assertThat(read("text\na cat\n\n\"a, dog\"\n"))
        .containsExactly(row(2, 2, null, "a cat"), row(3, 4, null, "a, dog"));
  }

  @Test
  void next_emptyImage_standsAlone() throws Exception {
    assertThat(read("image,caption\n,a cat\n")).containsExactly(row(2, 2, null, "a cat"));
  }

  @Test
  void next_emptyText_isUnusableAndKeepsItsImage() throws Exception {
    assertThat(read("image,caption\ncat.jpg,  \n"))
        .containsExactly(new Unusable(2, 2, "cat.jpg", "the text is empty"));
  }

  @Test
  void next_unquotedComma_isUnusableAndSaysWhy() throws Exception {
    assertThat(read("image,caption\ncat.jpg,a cat, sitting\ndog.jpg\nok.jpg,fine\n"))
        .containsExactly(
            new Unusable(
                2,
                2,
                null,
                "3 fields where the header has 2: a text that holds commas is written in quotes"),
            new Unusable(
                3,
                3,
                null,
                "1 field where the header has 2: a text that holds commas is written in quotes"),
            row(4, 4, "ok.jpg", "fine"));
  }

  @Test
  void next_strayQuote_costsItsOwnLineOnly() throws Exception {
    List<CaptionEntry> entries =
        read("image,caption\na.jpg,\"never closed\nb.jpg,fine\nc.jpg,\"also fine\"\n");
    assertThat(entries).hasSize(3);
    assertThat(entries.getFirst()).isInstanceOf(Unusable.class);
    assertThat(entries.subList(1, 3))
        .containsExactly(row(3, 3, "b.jpg", "fine"), row(4, 4, "c.jpg", "also fine"));
  }

  @Test
  void next_quoteUnclosedToTheEnd_keepsTheRowsBelow() throws Exception {
    List<CaptionEntry> entries = read("image,caption\na.jpg,\"never closed\nb.jpg,fine\n");
    assertThat(entries.get(0)).isEqualTo(new Unusable(2, 2, null, "a quoted field is not closed"));
    assertThat(entries.get(1)).isEqualTo(row(3, 3, "b.jpg", "fine"));
  }

  @Test
  void next_textAfterClosingQuote_isUnusable() throws Exception {
    List<CaptionEntry> entries = read("image,caption\na.jpg,\"a \"bad\" quote\"\nb.jpg,5\" nail\n");
    assertThat(entries.get(0)).isInstanceOf(Unusable.class);
    assertThat(entries.get(1)).isEqualTo(row(3, 3, "b.jpg", "5\" nail"));
  }

  @Test
  void next_lineLongerThanTheLimit_isUnusableAndOthersAreNot() throws Exception {
    String huge = "x".repeat(TextLines.LONGEST + 10);
    List<CaptionEntry> entries = read("image,caption\na.jpg," + huge + "\nb.jpg,fine\n");
    assertThat(entries.get(0)).isEqualTo(new Unusable(2, 2, null, "a line longer than 1 MiB"));
    assertThat(entries.get(1)).isEqualTo(row(3, 3, "b.jpg", "fine"));
  }

  @Test
  void open_headerWithoutEnd_isGivenUpBehindItsFirstMegabyte() throws Exception {
    Path file = temp.resolve("captions.csv");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40); // reading it whole would take many minutes
    }
    assertThatThrownBy(() -> Entries.of(file, CaptionFormat.CSV))
        .isInstanceOf(NotCaptionsException.class)
        .hasMessageContaining("a line longer than 1 MiB");
  }

  @Test
  void next_quotesThatStayOpenOnEveryLine_areGivenUp() {
    // Whether it is read fresh or inside quotes, such a line ends inside quotes.
    String table = "image,caption\n" + "x\",\"\n".repeat(200_000);
    assertThatThrownBy(() -> read(table))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("quotes are never closed");
  }

  @Test
  void next_quotedFieldWithALineBeyondTheLimit_isUnusable() throws Exception {
    String huge = "x".repeat(TextLines.LONGEST + 10);
    List<CaptionEntry> entries = read("image,caption\na.jpg,\"one\n" + huge + "\"\nb.jpg,fine\n");
    assertThat(entries.get(0)).isEqualTo(new Unusable(2, 2, null, "a line longer than 1 MiB"));
    assertThat(entries.getLast()).isEqualTo(row(4, 4, "b.jpg", "fine"));
  }

  @Test
  void open_headerWithoutTextColumn_isNoCaptionFile() {
    assertThatThrownBy(() -> read("image,label\ncat.jpg,3\n"))
        .isInstanceOf(NotCaptionsException.class)
        .hasMessageContaining("caption or text")
        .hasMessageContaining("image, label");
    assertThatThrownBy(() -> read("")).isInstanceOf(NotCaptionsException.class);
  }

  @Test
  void open_byteOrderMarksAndLegacyCharsets_areReadRight() throws Exception {
    String table = "image,caption\nkatze.jpg,über der Straße\n";
    byte[] latin = table.getBytes(Charset.forName("windows-1252"));
    byte[] utf8 = ("\ufeff" + table).getBytes(StandardCharsets.UTF_8);
    byte[] utf16 = table.getBytes(StandardCharsets.UTF_16); // with a mark
    byte[] littleEndian = ("\ufeff" + table).getBytes(StandardCharsets.UTF_16LE);
    for (byte[] bytes : List.of(latin, utf8, utf16, littleEndian)) {
      assertThat(read(bytes)).containsExactly(row(2, 2, "katze.jpg", "über der Straße"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void next_writtenByTheRules_readsBack(long seed) throws Exception {
    Random random = new Random(seed);
    String alphabet = "ab ,\"\n\r;é😀'";
    int[] letters = alphabet.codePoints().toArray();
    StringBuilder table = new StringBuilder("image,caption\r\n");
    List<String> captions = new ArrayList<>();
    for (int row = 0; row < 200; row++) {
      StringBuilder caption = new StringBuilder("x");
      for (int i = random.nextInt(12); i > 0; i--) {
        caption.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      caption.append('y');
      captions.add(caption.toString());
      table.append("i.png,\"").append(caption.toString().replace("\"", "\"\"")).append("\"\r\n");
    }
    assertThat(read(table.toString()).stream().map(entry -> ((Texts) entry).texts().getFirst()))
        .as("seed %s", seed)
        .containsExactlyElementsOf(
            captions.stream().map(c -> c.replace("\r\n", "\n").replace('\r', '\n')).toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void next_randomBytes_endsAndNeverThrows(long seed) throws Exception {
    Random random = new Random(seed);
    String alphabet = "ab,\"\n\r";
    StringBuilder rubbish = new StringBuilder("caption\n");
    for (int i = 0; i < 20_000; i++) {
      rubbish.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    List<CaptionEntry> entries = read(rubbish.toString());
    assertThat(entries).as("seed %s", seed).isNotEmpty();
    assertThat(entries.stream().map(CaptionEntry::row)).doesNotHaveDuplicates();
  }

  private static Texts row(int row, int line, @Nullable String image, String text) {
    return new Texts(row, line, image, List.of(text));
  }

  private List<CaptionEntry> read(String table) throws IOException, NotCaptionsException {
    return read(table.getBytes(StandardCharsets.UTF_8));
  }

  private List<CaptionEntry> read(byte[] table) throws IOException, NotCaptionsException {
    return Entries.of(Files.write(temp.resolve("captions.csv"), table), CaptionFormat.CSV);
  }
}
