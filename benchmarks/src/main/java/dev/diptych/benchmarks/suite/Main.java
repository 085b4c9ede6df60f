package dev.diptych.benchmarks.suite;

import dev.diptych.benchmarks.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    description = {
      "Measures Diptych and saves a table: FOLDER/results.json, and the same as results.md.",
      "Without SECTION: all that FOLDER has no results of, from this build on this machine, so that a run that was ended goes on. A section that is named is measured again.",
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {

  /** Held, because loggers that nobody holds forget their level. */
  private static final Logger LUCENE_LOG = Logger.getLogger("org.apache.lucene");

  @Parameters(paramLabel = "SECTION", arity = "0..*", description = "what to measure")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "where models, indexes and results go")
  private Path folder = Path.of("");

  @Option(
      names = "--quick",
      description =
          "little of everything, with the embedded model: shows that all sections run; the times mean nothing")
  private boolean quick;

  @Option(names = "--again", description = "measure also what FOLDER has results of")
  private boolean again;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs and ends the process: 0 done, 1 a section failed, 2 wrong use. */
  public static void main(String[] arguments) {
    LUCENE_LOG.setLevel(Level.WARNING);
    CommandLine command = new CommandLine(new Main());
    command
        .getCommandSpec()
        .usageMessage()
        .footer(
            Stream.concat(
                    Stream.of("", "Sections, in their order:"),
                    Suite.sections().stream()
                        .map(section -> "  %-8s %s".formatted(section.name(), section.measures())))
                .toArray(String[]::new));
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Section> wanted = names.isEmpty() ? Suite.sections() : named();
    boolean sound = new Suite(folder, quick, System.out).run(wanted, again || !names.isEmpty());
    return sound ? 0 : 1;
  }

  private List<Section> named() {
    return names.stream()
        .map(
            name ->
                Suite.section(name)
                    .orElseThrow(
                        () ->
                            new ParameterException(
                                spec.commandLine(),
                                "there is no section \"%s\"; there are %s"
                                    .formatted(
                                        name,
                                        Suite.sections().stream()
                                            .map(Section::name)
                                            .collect(Collectors.joining(", "))))))
        .toList();
  }
}
