package dev.diptych.cli;

import dev.diptych.cli.commands.CommandDispatcher;
import dev.diptych.cli.internal.invocation.ProcessEnd;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.StandardError;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The {@code diptych} command. */
public final class Main {

  private static final int LEAST_CARRIERS = 16;

  /** Held, because loggers that nobody holds forget their level. */
  private static final Logger LUCENE_LOG = Logger.getLogger("org.apache.lucene");

  /** Tells at each start without an optimising compiler that vector instructions go unused. */
  private static final Logger LUCENE_VECTORS_LOG =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

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
    LUCENE_VECTORS_LOG.setLevel(Level.SEVERE);
    StandardError.takeBack();
    Console console = Console.ofProcess(System.getenv());
    int code = CommandDispatcher.run(console, System.getenv(), arguments);
    if (ProcessEnd.isAtOnce()) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
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
}
