package dev.diptych.cli;

import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.DisplayText;
import dev.diptych.cli.internal.terminal.OutputClosed;
import dev.diptych.cli.internal.terminal.StandardError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code diptych} command. */
public final class Main {

  private static final int LONGEST_MESSAGE = 4000;
  private static final int LEAST_CARRIERS = 16;

  /** Held, because loggers that nobody holds forget their level. */
  private static final Logger LUCENE_LOG = Logger.getLogger("org.apache.lucene");

  /** Whether threads still run that libraries must not clean up under. */
  private static volatile boolean stillBusy;

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code: 0 done, 2 wrong use, 3 bad data, 4
   * this machine lacks something, 70 a defect.
   *
   * @param arguments the command line, {@code --help} explains it
   */
  public static void main(String[] arguments) {
    // Libraries ask it for digits and capitals; the program itself speaks English everywhere.
    Locale.setDefault(Locale.ROOT);
    // Before any class of DJL: without these it looks for a cloud host's metadata and for engines.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.onnx.disable_alternative", "true");
    System.setProperty("java.awt.headless", "true");
    useManyCarriers();
    // Lucene speaks to this logger, and tells at every start which vector instructions it found.
    LUCENE_LOG.setLevel(Level.WARNING);
    StandardError.takeBack();
    Console console = Console.ofProcess(System.getenv());
    int code = run(console, System.getenv(), arguments);
    if (stillBusy) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  /**
   * Has the process end at once after this command: native code still runs, and ONNX Runtime would
   * take away from under it what it needs, if it could clean up.
   */
  static void endWithoutCleaningUp() {
    stillBusy = true;
  }

  /**
   * Lets the system share the processors out among virtual threads, too: with a carrier a
   * processor, as many requests that compute for long would hold up all others.
   */
  private static void useManyCarriers() {
    String carriers = "jdk.virtualThreadScheduler.parallelism";
    if (System.getProperty(carriers) == null) {
      int count = Math.max(LEAST_CARRIERS, Runtime.getRuntime().availableProcessors());
      System.setProperty(carriers, String.valueOf(count));
    }
  }

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
