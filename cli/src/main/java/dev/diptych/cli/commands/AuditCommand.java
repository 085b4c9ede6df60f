package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.options.MatchThreshold;
import dev.diptych.cli.internal.presentation.AuditPresentation;
import dev.diptych.cli.internal.presentation.JsonText;
import dev.diptych.cli.internal.terminal.Progress;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.library.AuditAnswer;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.OpenOptions;
import dev.diptych.searcher.AuditReport;
import dev.diptych.searcher.AuditRequest;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.searcher.Threshold;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists given texts that do not describe their picture. */
@Command(
    name = "audit",
    header = "List captions that do not describe their picture.",
    description = {
      "",
      "Holds every text that people gave against its picture, by the second stage, and lists those"
          + " that it rejects, with a caption that would fit where the model can write one. Changes"
          + " nothing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych audit",
      "  diptych audit --threshold 10% --csv > wrong.csv"
    })
final class AuditCommand implements Action {

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Option(
      names = "--threshold",
      paramLabel = "P",
      converter = MatchThreshold.class,
      description =
          "Match probability below which a text is rejected, as 0.1 or 10%% (default: 50%%).")
  private @Nullable Threshold threshold;

  @Option(
      names = "--no-suggestions",
      description = "Do not look for captions that would fit, which takes the most time.")
  private boolean plain;

  @Option(
      names = "--json",
      description = "Print everything as JSON, described in docs/captioning.md.")
  private boolean json;

  @Option(names = "--csv", description = "Print one line of CSV for each rejected text.")
  private boolean csv;

  @Option(names = "--strict", description = "Exit with 3 when a text is rejected.")
  private boolean strict;

  AuditCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    if (json && csv) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "choose --json or --csv, one form at a time");
    }
    AuditRequest request = request();
    AuditReport report = audit(request);
    AuditAnswer answer = AuditAnswer.of(request, report);
    AuditPresentation presentation = new AuditPresentation(invocation.console(), Path.of(""));
    if (json) {
      invocation.console().line(JsonText.of(answer));
    } else if (csv) {
      presentation.showCsv(answer);
    } else {
      presentation.showTable(answer);
    }
    return strict && !answer.rejected().isEmpty() ? ExitStatus.DATA : ExitStatus.OK;
  }

  private AuditRequest request() {
    double below =
        switch (threshold) {
          case null -> AuditRequest.DEFAULT.threshold();
          case Threshold.AtLeast(double probability) -> probability;
          case Threshold.Calibrated _, Threshold.Off _ ->
              throw new DiptychException(
                  ErrorCode.INVALID_REQUEST,
                  "--threshold of an audit is a probability such as 10%; leave it out for 50%");
        };
    return new AuditRequest(below, !plain);
  }

  private AuditReport audit(AuditRequest request) {
    SearchOptions once =
        new SearchOptions(0, 0, SearchOptions.defaults().rerankChunk(), Duration.ZERO);
    Progress progress =
        new Progress(invocation.console(), "looking at pictures:", System::nanoTime);
    try (Diptych diptych = invocation.diptych()) {
      DiptychIndex open =
          diptych.index(index.folder(invocation), OpenOptions.DEFAULT.withSearching(once));
      long images = open.engine().status().index().images();
      return open.audit(request, done -> progress.update(done, images, ""));
    } finally {
      progress.close();
    }
  }
}
