package dev.diptych.cli.internal.presentation;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.indexer.CaptionCounts;
import dev.diptych.indexer.GeneratedCounts;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.ReadTextCounts;
import dev.diptych.indexer.RemovalQuestion;
import dev.diptych.indexer.SourceCounts;
import dev.diptych.indexer.SourceOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows the account of an index run. */
public final class IndexingAccount {

  /** Skips that are listed; the report file has all. */
  public static final int SKIPS_SHOWN = 20;

  /** Questions that are told in the one line. */
  private static final int QUESTIONS_SHOWN = 5;

  private IndexingAccount() {}

  /**
   * Prints the sum, and the first skips with path and reason.
   *
   * @param reportFile where all outcomes were written, or null
   */
  public static void show(IndexingReport report, @Nullable Path reportFile, Console console) {
    SourceCounts total = report.total();
    console.line(
        "seen %s = indexed %s + reused %s + removed %s + skipped %s"
            .formatted(
                total.seen(), total.indexed(), total.reused(), total.removed(), total.skipped()));
    if (report.kept() > 0) {
      console.line("kept %s of the skipped in the index".formatted(report.kept()));
    }
    console.note(
        "encoded %s and %s in %s"
            .formatted(
                count(report.images().indexed(), "picture"),
                count(report.texts().indexed(), "text"),
                Durations.text(report.took())));
    if (report.cutTexts() > 0) {
      console.note(
          "%s longer than the model reads; only the beginning counts%s"
              .formatted(
                  count(report.cutTexts(), "text") + (report.cutTexts() == 1 ? " is" : " are"),
                  reportFile == null ? ", and --report FILE names them" : ", see " + reportFile));
    }
    showReadText(report.readText(), console);
    showGenerated(report.generated(), console);
    showCaptions(report.captions(), reportFile, console);
    showSkips(report, reportFile, console);
    PassedOverText.lines(report.passedOver()).forEach(console::line);
  }

  private static void showSkips(IndexingReport report, @Nullable Path reportFile, Console console) {
    List<SourceOutcome> skips =
        report.skips().stream()
            .filter(skip -> skip.group() != null && skip.group().isListed())
            .limit(SKIPS_SHOWN)
            .toList();
    for (SourceOutcome skip : skips) {
      console.line(DisplayText.oneLine("skipped %s: %s".formatted(skip.path(), skip.reason())));
    }
    long more = report.listedSkips() - skips.size();
    if (more > 0) {
      console.line(
          reportFile == null
              ? "… %s more; list them all with --report FILE".formatted(more)
              : "… %s more in %s".formatted(more, reportFile));
    }
  }

  /** {@return why items were kept, and what to do, in one line} */
  public static String text(List<RemovalQuestion> questions) {
    String found =
        questions.stream()
            .limit(QUESTIONS_SHOWN)
            .map(
                question ->
                    "%s: %s, so %s below it %s kept"
                        .formatted(
                            question.path(),
                            question.finding(),
                            count(question.items(), "item"),
                            question.items() == 1 ? "is" : "are"))
            .collect(Collectors.joining("; "));
    int more = questions.size() - QUESTIONS_SHOWN;
    boolean answerable = questions.stream().anyMatch(RemovalQuestion::answerable);
    boolean links = questions.stream().anyMatch(RemovalQuestion::behindLink);
    boolean disks = !questions.stream().allMatch(RemovalQuestion::behindLink);
    return found
        + (more > 0 ? "; and %s more such places".formatted(more) : "")
        + (links ? ". To go on with what lies behind a link, add --follow-links" : "")
        + (disks ? ". Where a disk is not there, mount it and run this again" : "")
        + (answerable
            ? "; where %s, add --remove-vanished"
                .formatted(disks ? "the files were deleted" : "it shall leave the index")
            : "");
  }

  private static void showReadText(ReadTextCounts read, Console console) {
    if (read.equals(ReadTextCounts.NONE)) {
      return;
    }
    console.note(
        "looked for text in %s and found some in %s"
            .formatted(count(read.pictures(), "picture"), read.withText()));
    if (read.unread() > 0) {
      console.note(
          "%s could not be read again for text: the file is gone, has changed or cannot be decoded"
              .formatted(count(read.unread(), "picture")));
    }
  }

  private static void showGenerated(GeneratedCounts generated, Console console) {
    if (generated.equals(GeneratedCounts.NONE)) {
      return;
    }
    console.note(
        "captions of %s: %s kept, %s did not fit, %s said the same as another"
            .formatted(
                count(generated.pictures(), "picture"),
                generated.kept(),
                generated.rejected(),
                generated.alike()));
    if (generated.unanswered() > 0) {
      console.note(
          "%s got no usable answer from the captioner; the next run asks again"
              .formatted(count(generated.unanswered(), "picture")));
    }
    if (generated.left() > 0 && generated.failure().isEmpty()) {
      console.note(
          "the budget of captions is used up; %s left for the next run"
              .formatted(
                  generated.left() == 1 ? "1 picture is" : generated.left() + " pictures are"));
    }
    if (generated.encodedAgain()) {
      console.note(
          "for captions, pictures were read and encoded again, since the index does not keep the features that the captioner looks at");
    }
    if (generated.unread() > 0) {
      console.note(
          "%s could not be read for captions: the file is gone, has changed or cannot be decoded"
              .formatted(count(generated.unread(), "picture")));
    }
  }

  /** {@return why the captioner was given up, in one line} */
  public static String captionerFailure(GeneratedCounts generated) {
    return "the captioner was given up: %s; the index is sound, and the next run with --caption goes on with the %s left"
        .formatted(generated.failure(), count(generated.left(), "picture"));
  }

  private static void showCaptions(
      CaptionCounts captions, @Nullable Path reportFile, Console console) {
    if (captions.withoutPicture() > 0) {
      console.note(
          "%s found no picture%s"
              .formatted(
                  count(captions.withoutPicture(), "caption"),
                  reportFile == null ? "; --report FILE names them" : ", see " + reportFile));
    }
    if (captions.inOtherWords() > 0) {
      console.note(
          "%s in another spelling or folder; the one file that fits was taken"
              .formatted(
                  captions.inOtherWords() == 1
                      ? "1 caption names its picture"
                      : captions.inOtherWords() + " captions name their pictures"));
    }
    List<String> notes = captions.notes();
    notes.stream().limit(SKIPS_SHOWN).map(DisplayText::oneLine).forEach(console::note);
    if (notes.size() > SKIPS_SHOWN) {
      console.note("… and so of %s more files".formatted(notes.size() - SKIPS_SHOWN));
    }
  }

  private static String count(long number, String what) {
    return "%s %s%s".formatted(number, what, number == 1 ? "" : "s");
  }
}
