package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.CheckReport;
import dev.diptych.encoders.CheckReport.Comparison;
import dev.diptych.encoders.ModelCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds a checkpoint's outputs against reference outputs. */
@Command(
    name = "check",
    header = "Compare a checkpoint with reference outputs.",
    description = {
      "",
      "Compiles the checkpoint for the moment, runs the inputs of the reference file and prints the"
          + " largest absolute difference of each output. Exit code 3 where one is above the"
          + " tolerance or a generated caption differs.",
      ""
    },
    footer = {"", "Example:", "  diptych model check ~/checkpoints/mine --golden golden.json"})
final class ModelCheckCommand implements Action {

  private final Invocation invocation;

  @Parameters(paramLabel = "DIR", description = "Folder of the checkpoint.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path checkpoint;

  @Option(
      names = "--golden",
      paramLabel = "FILE",
      description =
          "The reference file, or a folder with a golden.json (default: the checkpoint's).")
  private @Nullable Path golden;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description =
          "Largest absolute difference allowed (default: 2e-5). Where an output's numbers are"
              + " larger than 1, it grows with their root mean square.")
  private double tolerance = ModelCheck.DEFAULT_TOLERANCE;

  ModelCheckCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    if (!(tolerance >= 0)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST, "--tolerance must be at least 0, but was " + tolerance);
    }
    CheckReport report = ModelCheck.check(checkpoint, reference());
    report.warnings().forEach(warning -> invocation.console().note("warning: " + warning));
    table(report).lines(invocation.console().width()).forEach(invocation.console()::line);
    if (!report.passes(tolerance)) {
      List<String> failed =
          report.outputs().stream()
              .filter(output -> !output.passes(tolerance))
              .map(Comparison::output)
              .toList();
      throw new DiptychException(
          ErrorCode.MODEL_MISMATCH,
          "the outputs of %s must be as near to the reference as the table allows, but %s %s not; check that both come from the same weights, or allow more with --tolerance (now %s)"
              .formatted(
                  checkpoint,
                  String.join(", ", failed),
                  failed.size() == 1 ? "is" : "are",
                  tolerance));
    }
    invocation.console().note("All outputs agree.");
    return ExitStatus.OK;
  }

  private Path reference() {
    Path given = golden == null ? checkpoint : golden;
    Path file = golden == null || Files.isDirectory(given) ? given.resolve("golden.json") : given;
    if (Files.isDirectory(checkpoint) && !Files.isRegularFile(file)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "no reference outputs at %s; name a file with --golden FILE".formatted(file));
    }
    return file;
  }

  private Table table(CheckReport report) {
    Table table =
        new Table(
            List.of("output", "compared", "largest difference", "allowed", ""),
            List.of(Column.WORDS, Column.NUMBER, Column.NUMBER, Column.NUMBER, Column.WORDS));
    for (Comparison output : report.outputs()) {
      table.row(
          List.of(
              output.output(),
              Integer.toString(output.count()),
              output.exact()
                  ? String.format(Locale.ROOT, "%.0f differ", output.largestDifference())
                  : String.format(Locale.ROOT, "%.2e", output.largestDifference()),
              output.exact() ? "0" : String.format(Locale.ROOT, "%.2e", output.allowed(tolerance)),
              output.passes(tolerance) ? "ok" : "TOO FAR"));
    }
    return table;
  }
}
