package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.cli.internal.terminal.OutputClosed;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads one command line, performs the command that it names, and explains what went wrong. */
public final class CommandDispatcher {

  private static final int LONGEST_MESSAGE = 4000;

  private CommandDispatcher() {}

  /**
   * Runs one command inside this process.
   *
   * @param console where it speaks
   * @param environment what it takes for the process environment
   * @param arguments the command line
   * @return the exit code
   */
  public static int run(Console console, Map<String, String> environment, String... arguments) {
    boolean verbose = Arrays.asList(arguments).contains("--verbose");
    try {
      CommandLine commands = DiptychCommand.commands(new Invocation(console, environment));
      ParseResult parsed = commands.parseArgs(arguments);
      Integer helped = CommandLine.executeHelpRequest(parsed);
      return helped != null ? helped : perform(parsed);
    } catch (ParameterException e) {
      return explainUse(console, e);
    } catch (OutputClosed e) {
      return ExitStatus.OK;
    } catch (Throwable e) {
      return fail(console, e, verbose);
    }
  }

  /** Runs the innermost command: {@code check} of {@code diptych model check}. */
  private static int perform(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return ((Action) last.commandSpec().userObject()).perform();
  }

  private static int fail(Console console, Throwable error, boolean verbose) {
    ExitStatus status = ExitStatus.of(error);
    console.note("diptych: " + printable(status.message()));
    if (verbose) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace));
      console.note(trace.toString());
    }
    return status.code();
  }

  /** What a file calls itself or its parts is not to steer the terminal, nor to fill it. */
  private static String printable(String message) {
    return DisplayText.oneLine(message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
  }

  private static int explainUse(Console console, ParameterException error) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String reason =
        switch (error) {
          case UnmatchedArgumentException unknown -> explainUnknown(command, unknown);
          default -> ExitStatus.messageOf(error).lines().findFirst().orElse("wrong use");
        };
    console.note("diptych: %s (see %s --help)".formatted(reason, name));
    return ExitStatus.USER;
  }

  private static String explainUnknown(CommandLine command, UnmatchedArgumentException error) {
    String given = printable(error.getUnmatched().get(0));
    String text = "\"%s\" is no command or option here".formatted(given);
    List<String> near = error.getSuggestions();
    boolean takesWords = !command.getCommandSpec().positionalParameters().isEmpty();
    if (takesWords && given.startsWith("-") && (near.isEmpty() || given.contains(" "))) {
      String quote = given.contains("\"") ? "'" : "\"";
      return "%s; what begins with a dash and is no option comes after --: %s -- %s%s%s"
          .formatted(text, command.getCommandSpec().qualifiedName(), quote, given, quote);
    }
    return near.isEmpty() ? text : text + "; did you mean " + String.join(" or ", near) + "?";
  }
}
