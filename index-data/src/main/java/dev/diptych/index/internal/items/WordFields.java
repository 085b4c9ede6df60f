package dev.diptych.index.internal.items;

import dev.diptych.core.Facts;
import dev.diptych.core.Item;
import dev.diptych.core.Modality;
import dev.diptych.index.internal.items.WordAnalysis.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;

/**
 * The fields of an item's words, by which it is found besides its vector, and of how words are
 * completed and spelled. Documents of earlier versions lack all of these until the next index run.
 *
 * <p>{@code words}: title, description, tags, name of the file, words of a text; with positions.
 * {@code words_stem}: the same, English stems. {@code words_folder}: names of folders, with stems.
 * {@code words_read}, {@code words_read_stem}: text that was read in the picture; nothing is
 * completed or spelled by it, since a reader errs. Fields ending in {@code _spelling} have terms of
 * two parts, what is looked for and what is shown, with a NUL between. A row of a table has no file
 * name or folder of its own.
 */
public final class WordFields {

  public static final String WORDS = "words";
  public static final String STEMS = "words_stem";
  public static final String FOLDERS = "words_folder";
  public static final String READ = "words_read";
  public static final String READ_STEMS = "words_read_stem";
  public static final String FILE_STEM = "file_stem";
  public static final String WORD_SPELLING = "word_spelling";
  public static final String CAPTION_SPELLING = "caption_spelling";
  public static final String TAG_SPELLING = "tag_spelling";
  public static final String FOLDER_SPELLING = "folder_spelling";

  /** Which rules the fields of a document were made by. */
  public static final String RULES = "words_rules";

  /** The rules that this class makes them by. */
  public static final String NOW = "1";

  /** Between the parts of a term with spelling. */
  public static final char SHOWN_AS = '\0';

  private static final int LONGEST_WORD = 40;
  private static final int LONGEST_CAPTION = 80;
  private static final int LONGEST_NAME = 100;

  /** Within a name: from a small letter to a capital, between letters and digits. */
  private static final Pattern HUMPS =
      Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{L})(?=\\p{Nd})|(?<=\\p{Nd})(?=\\p{L})");

  private static final FieldType WITH_POSITIONS =
      type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, false);
  private static final FieldType WITH_COUNTS = type(IndexOptions.DOCS_AND_FREQS, false);
  private static final FieldType ALONE = type(IndexOptions.DOCS, true);

  private WordFields() {}

  private static FieldType type(IndexOptions options, boolean omitNorms) {
    FieldType type = new FieldType();
    type.setIndexOptions(options);
    type.setTokenized(true);
    type.setOmitNorms(omitNorms);
    type.freeze();
    return type;
  }

  /** {@return a name as file names and folders are compared with what was asked for} */
  public static String folded(String name) {
    return FactFields.fold(name);
  }

  /** Adds the fields of an item's words. */
  static void add(Document document, Item item) {
    term(document, RULES, NOW);
    Facts.Words said = item.facts().words();
    List<String> captions = new ArrayList<>(List.of(said.title()));
    String text = item.text();
    if (text != null) {
      captions.add(text);
    }
    List<String> texts = new ArrayList<>(captions);
    texts.add(said.description());
    texts.addAll(said.tags());
    if (item.source().row().isEmpty()) {
      texts.addAll(names(item.source().shownName()));
      addNames(document, item);
    }
    List<List<Word>> words = texts.stream().map(WordAnalysis::words).toList();
    add(document, words, WORDS, STEMS);
    item.facts()
        .readText()
        .map(read -> WordAnalysis.words(read.text()))
        .filter(read -> !read.isEmpty())
        .ifPresent(read -> add(document, List.of(read), READ, READ_STEMS));
    int described = captions.size() + 1 + said.tags().size();
    addSpellings(document, captions, words.subList(0, described));
    addNames(document, TAG_SPELLING, said.tags());
  }

  private static void add(Document document, List<List<Word>> words, String written, String stems) {
    document.add(
        new Field(written, new WordStream(words, word -> List.of(word.folded())), WITH_POSITIONS));
    document.add(
        new Field(stems, new WordStream(words, word -> List.of(word.stem())), WITH_COUNTS));
  }

  private static void addNames(Document document, Item item) {
    term(document, FILE_STEM, folded(stem(item.source().shownName())));
    List<String> folders =
        Arrays.stream(item.source().folder().split("/", -1))
            .filter(folder -> !folder.isBlank())
            .toList();
    document.add(
        new Field(
            FOLDERS,
            new WordStream(
                folders.stream().map(WordAnalysis::words).toList(),
                word -> Stream.of(word.folded(), word.stem()).distinct().toList()),
            ALONE));
    if (item.modality() == Modality.IMAGE) {
      addNames(document, FOLDER_SPELLING, folders);
    }
  }

  /** {@return the name of a file without its ending, and its parts where letters tell them} */
  private static List<String> names(String fileName) {
    String stem = stem(fileName);
    String parts = HUMPS.matcher(stem).replaceAll(" ");
    return parts.equals(stem) ? List.of(stem) : List.of(stem, parts);
  }

  private static String stem(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot > 0 ? fileName.substring(0, dot) : fileName;
  }

  private static void addSpellings(
      Document document, List<String> captions, List<List<Word>> words) {
    Set<String> spelled = new LinkedHashSet<>();
    words.forEach(text -> text.forEach(word -> spell(spelled, word)));
    spelled.forEach(each -> term(document, WORD_SPELLING, each));
    Set<String> whole = new LinkedHashSet<>();
    for (int i = 0; i < captions.size(); i++) {
      String line = captions.get(i).strip();
      if (!line.isEmpty() && line.length() <= LONGEST_CAPTION && line.indexOf('\n') < 0) {
        whole.add(joined(words.get(i)) + SHOWN_AS + line);
      }
    }
    whole.forEach(each -> term(document, CAPTION_SPELLING, each));
  }

  private static void spell(Set<String> spellings, Word word) {
    boolean letters = word.folded().codePoints().anyMatch(Character::isLetter);
    if (letters && !word.isCommon() && word.written().length() <= LONGEST_WORD) {
      spellings.add(word.folded() + SHOWN_AS + word.written());
    }
  }

  /** Adds terms by which names are found, whichever of their words they are begun with. */
  private static void addNames(Document document, String field, List<String> names) {
    Set<String> terms = new LinkedHashSet<>();
    for (String name : names) {
      if (name.length() <= LONGEST_NAME) {
        List<Word> words = WordAnalysis.words(name);
        for (int from = 0; from < words.size(); from++) {
          terms.add(joined(words.subList(from, words.size())) + SHOWN_AS + name);
        }
      }
    }
    terms.forEach(each -> term(document, field, each));
  }

  /** {@return the beginning of a text as completions look for it: its folded words} */
  public static String beginning(String text) {
    return joined(WordAnalysis.words(text));
  }

  private static String joined(List<Word> words) {
    return String.join(" ", words.stream().map(Word::folded).toList());
  }

  private static void term(Document document, String field, String term) {
    document.add(new StringField(field, term, Field.Store.NO));
  }
}
