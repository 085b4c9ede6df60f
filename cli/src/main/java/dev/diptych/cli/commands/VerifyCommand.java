package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.presentation.Bytes;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.index.VerifyReport;
import dev.diptych.index.VerifyReport.Finding;
import dev.diptych.index.VerifyReport.Severity;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks every file of an index. */
@Command(
    name = "verify",
    header = "Check every file of an index.",
    description = {
      "",
      "Reads all bytes of the index once and compares them with their checksums. Prints what is"
          + " wrong and what to do; exit code 3 where something is damaged.",
      ""
    },
    footer = {"", "Example:", "  diptych verify"})
final class VerifyCommand implements Action {

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  VerifyCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    VerifyReport report = index.open(invocation).verify();
    for (Finding finding : report.findings()) {
      String kind = finding.severity() == Severity.DAMAGE ? "damage" : "note";
      console.line(
          DisplayText.oneLine("%s: %s; %s".formatted(kind, finding.what(), finding.fix())));
    }
    if (!report.isSound()) {
      long damages =
          report.findings().stream().filter(f -> f.severity() == Severity.DAMAGE).count();
      throw new DiptychException(
          ErrorCode.CORRUPT_INDEX,
          "the index at %s has %s damaged %s; what to do is said above"
              .formatted(report.folder(), damages, damages == 1 ? "place" : "places"));
    }
    console.line(
        String.format(
            Locale.ROOT,
            "sound: %,d items, %,d feature records; %s of features are no longer used",
            report.items(),
            report.featureRecords(),
            Bytes.text(report.unusedFeatureBytes())));
    return ExitStatus.OK;
  }
}
