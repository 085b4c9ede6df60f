package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.mcp.IndexTools;
import dev.diptych.cli.internal.mcp.McpServer;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.encoders.InferencePriority;
import dev.diptych.library.Diptych;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves an index to programs that speak the Model Context Protocol. */
@Command(
    name = "mcp",
    header = "Let assistants search the pictures (Model Context Protocol).",
    description = {
      "",
      "Speaks the Model Context Protocol over stdin and stdout; a client starts it. Offers the tools"
          + " search_pictures, find_words, describe, explain and status, which change nothing."
          + " Ends with its input.",
      ""
    },
    footer = {
      "",
      "Example, in the settings of a client:",
      "  {\"mcpServers\": {\"pictures\": {\"command\": \"/path/to/diptych\",",
      "    \"args\": [\"mcp\", \"--index\", \"/path/to/index\"]}}}"
    })
final class McpCommand implements Action {

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  McpCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    // What a library prints would be no message of the protocol; the console has its own stream.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    InferencePriority.lower();
    String version = DiptychCommand.class.getPackage().getImplementationVersion();
    try (Diptych diptych = invocation.diptych();
        InputStream in = Console.input()) {
      IndexTools tools = new IndexTools(diptych.index(index.folder(invocation)));
      new McpServer(tools, version == null ? "unpackaged" : version, invocation.console()::raw)
          .serve(in);
      return ExitStatus.OK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
