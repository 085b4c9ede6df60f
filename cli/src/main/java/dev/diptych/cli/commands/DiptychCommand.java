package dev.diptych.cli.commands;

import dev.diptych.cli.commands.model.ModelCommand;
import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.Invocation;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command without a subcommand: help and version. */
@Command(
    name = "diptych",
    versionProvider = DiptychCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Finds pictures by words and words by pictures, on this machine alone.",
    description = {
      "",
      "A first stage recalls candidates from an index of vectors; a second stage looks at each"
          + " picture together with the words and puts the best in front.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  diptych demo                             a search page to try it on",
      "  diptych index ~/Pictures                 make your pictures findable",
      "  diptych search \"a dog on a beach\"        the twelve best pictures",
      "  diptych search --image cat.jpg --target text",
      "",
      "Environment:",
      "  DIPTYCH_INDEX      folder of the index where --index is not given",
      "  DIPTYCH_HOME       where models are kept (default: ~/.diptych)",
      "  DIPTYCH_HUB        where \"model pull\" fetches from (default: https://huggingface.co)",
      "  DIPTYCH_JAVA_OPTS  more flags for the JVM, for example -Xmx4g",
      "",
      "Exit codes: 0 done, 2 wrong use, 3 bad data, 4 this machine lacks something, 70 a defect."
    })
@SuppressWarnings("UnusedVariable") // picocli acts on the help options itself, Main on --verbose
public final class DiptychCommand implements Action {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before perform()
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and end.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and end.")
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description =
          "Tell more: with search where copies are, on an error where in the program it came from.")
  private boolean verbose;

  /** {@return whether to tell more} */
  public boolean isVerbose() {
    return verbose;
  }

  /** {@return the command with all its subcommands} */
  public static CommandLine commands(Invocation invocation) {
    CommandLine commands = new CommandLine(new DiptychCommand());
    commands.addSubcommand(new IndexCommand(invocation));
    commands.addSubcommand(new WatchCommand(invocation));
    commands.addSubcommand(new SearchCommand(invocation));
    commands.addSubcommand(new ExplainCommand(invocation));
    commands.addSubcommand(new SuggestCommand(invocation));
    commands.addSubcommand(new DuplicatesCommand(invocation));
    commands.addSubcommand(new ServeCommand(invocation));
    commands.addSubcommand(new DemoCommand(invocation));
    commands.addSubcommand(ModelCommand.commands(invocation));
    commands.addSubcommand(new EvalCommand(invocation));
    commands.addSubcommand(new AuditCommand(invocation));
    commands.addSubcommand(new StatusCommand(invocation));
    commands.addSubcommand(new VerifyCommand(invocation));
    commands.addSubcommand(new McpCommand(invocation));
    commands.addSubcommand(new DoctorCommand(invocation));
    commands.addSubcommand(new CompletionCommand(invocation));
    commands.addSubcommand(new ManCommand(invocation));
    commands.addSubcommand(new AotCommand(invocation));
    commands.addSubcommand(new HelpCommand());
    configure(commands, invocation);
    return commands;
  }

  private static void configure(CommandLine commands, Invocation invocation) {
    PrintWriter results = invocation.console().resultWriter();
    commands.setOut(results);
    commands.setExpandAtFiles(false); // @eaDir is a folder
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setUsageHelpWidth(Math.clamp(invocation.console().width(), 60, 110));
    commands.setUsageHelpLongOptionsMaxWidth(30);
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
  }

  @Override
  public int perform() {
    throw new ParameterException(
        spec.commandLine(), "name a command: index, search, serve, demo, ...");
  }

  /** Reads the version that the build wrote into the jar's manifest. */
  public static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = DiptychCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "diptych %s, Java %s"
            .formatted(Objects.requireNonNullElse(version, "unpackaged"), Runtime.version())
      };
    }
  }
}
