package dev.diptych.indexer.internal.captions;

import dev.diptych.indexer.internal.captions.TextLines.Line;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The records of a CSV file after RFC 4180, with recovery, and with any one separator. */
final class CsvRecords {

  /*
   * Why not a library: they stop at the first malformed record, or read on inside an unclosed quote
   * to the end of the file, and then one stray quote takes all later rows with it. Here a malformed
   * record costs its first line only; reading goes on with the line after it.
   *
   * Taken more freely than the RFC says: LF and CR end lines too; blanks around a quoted field are
   * dropped; a quote inside an unquoted field stands for itself; blank lines are passed over.
   */

  /** A quote that is not closed within this many characters is taken for a stray one. */
  private static final int LONGEST_RECORD = 1 << 16;

  /** Characters that are read a second time behind stray quotes, at most. */
  private static final long MOST_READ_AGAIN = 1L << 26;

  private static final String TOO_LONG = "a line longer than 1 MiB";

  private final TextLines lines;
  private final char separator;
  private final Deque<Line> pushedBack = new ArrayDeque<>();
  private int records;
  private long readAgain;

  CsvRecords(TextLines lines, char separator) {
    this.lines = lines;
    this.separator = separator;
  }

  /**
   * One record.
   *
   * @param row its number, from 1
   * @param line the line on which it begins
   * @param fields its fields, empty where there is a problem
   * @param problem what is wrong with it, or null
   */
  record CsvRecord(int row, int line, List<String> fields, @Nullable String problem) {}

  /**
   * {@return the next record, null after the last}
   *
   * @throws IOException also where so many quotes are left open that reading would take for ever
   */
  @Nullable CsvRecord next() throws IOException {
    Line first = nextLine();
    while (first != null && first.text().isBlank()) {
      first = nextLine();
    }
    if (first == null) {
      return null;
    }
    records++;
    List<Line> taken = new ArrayList<>(List.of(first));
    Fields fields = new Fields(separator);
    String problem = first.cut() ? TOO_LONG : fields.add(first.text());
    int length = first.text().length();
    while (problem == null && fields.isInsideQuotes()) {
      Line more = length > LONGEST_RECORD ? null : nextLine();
      if (more == null) {
        problem = "a quoted field is not closed";
        break;
      }
      taken.add(more);
      length += more.text().length() + 1;
      problem = more.cut() ? TOO_LONG : fields.addAfterLineBreak(more.text());
    }
    if (problem != null) {
      readAgain += length - first.text().length();
      if (readAgain > MOST_READ_AGAIN) {
        throw new IOException(
            "so many of its quotes are never closed that nothing behind line %s is read"
                .formatted(first.number()));
      }
      taken.subList(1, taken.size()).reversed().forEach(pushedBack::push);
      if (quotesMayBeText() && !first.cut()) {
        String[] plain = first.text().split(Pattern.quote(String.valueOf(separator)), -1);
        return new CsvRecord(records, first.number(), List.of(plain), null);
      }
      return new CsvRecord(records, first.number(), List.of(), problem);
    }
    return new CsvRecord(records, first.number(), fields.finished(), null);
  }

  /** Tables with tabs or bars are often written without any quoting, since texts hold neither. */
  private boolean quotesMayBeText() {
    return separator == '\t' || separator == '|';
  }

  private @Nullable Line nextLine() throws IOException {
    Line line = pushedBack.poll();
    return line == null ? lines.next() : line;
  }

  /** The fields of one record, taken character by character. */
  private static final class Fields {

    private enum State {
      BEFORE,
      PLAIN,
      QUOTED,
      QUOTE_IN_QUOTED,
      AFTER
    }

    private final List<String> fields = new ArrayList<>();
    private final StringBuilder field = new StringBuilder();
    private final char separator;
    private State state = State.BEFORE;

    Fields(char separator) {
      this.separator = separator;
    }

    boolean isInsideQuotes() {
      return state == State.QUOTED;
    }

    @Nullable String addAfterLineBreak(String line) {
      field.append('\n');
      return add(line);
    }

    /** Takes a line; {@return what is wrong with it, or null} */
    @Nullable String add(String line) {
      for (int i = 0; i < line.length(); i++) {
        if (!accept(line.charAt(i))) {
          return "text after a closing quote: a quote inside a quoted field is written twice";
        }
      }
      if (state == State.QUOTE_IN_QUOTED) {
        state = State.AFTER;
      }
      return null;
    }

    List<String> finished() {
      endField();
      return List.copyOf(fields);
    }

    private boolean accept(char c) {
      switch (state) {
        case BEFORE -> {
          if (c == '"') {
            field.setLength(0);
            state = State.QUOTED;
          } else if (c == separator) {
            endField();
          } else {
            field.append(c);
            state =
                c == ' ' || c == '\t'
                    ? State.BEFORE
                    : State.PLAIN; // a tab that separates came above
          }
        }
        case PLAIN -> {
          if (c == separator) {
            endField();
          } else {
            field.append(c);
          }
        }
        case QUOTED -> {
          if (c == '"') {
            state = State.QUOTE_IN_QUOTED;
          } else {
            field.append(c);
          }
        }
        case QUOTE_IN_QUOTED -> {
          if (c == '"') {
            field.append(c);
            state = State.QUOTED;
          } else {
            state = State.AFTER;
            return accept(c);
          }
        }
        case AFTER -> {
          if (c == separator) {
            endField();
          } else {
            return c == ' ' || c == '\t';
          }
        }
      }
      return true;
    }

    private void endField() {
      fields.add(field.toString());
      field.setLength(0);
      state = State.BEFORE;
    }
  }
}
