package dev.diptych.cli.internal.presentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command, in the language of man(7). */
public final class ManPage {

  /** What opens a section in the text below the options, perhaps with its first line. */
  private static final Pattern SECTION = Pattern.compile("(Examples?|Environment|Exit codes):(.*)");

  private final CommandLine command;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandLine command) {
    this.command = command;
  }

  /** {@return the page} */
  public static String of(CommandLine command) {
    return new ManPage(command).write();
  }

  /** {@return what {@code man} calls the page of a command: {@code diptych-model-pull}} */
  public static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  private String write() {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    macro(".TH \"%s\" 1".formatted(name(command).toUpperCase(Locale.ROOT)));
    section("NAME");
    line(name(command) + " - " + String.join(" ", plain(usage.header())));
    section("SYNOPSIS");
    macro(".B " + escaped(command.getCommandSpec().qualifiedName()));
    line(synopsis());
    List<String> description = plain(usage.description());
    if (!description.isEmpty()) {
      section("DESCRIPTION");
      description.forEach(this::line);
    }
    commands();
    arguments();
    footer(List.of(usage.footer()));
    seeAlso();
    return page.toString();
  }

  /** All behind the command's own name. */
  private String synopsis() {
    String whole = command.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    String name = command.getCommandSpec().qualifiedName();
    return whole.startsWith(name) ? whole.substring(name.length()).strip() : whole;
  }

  private void commands() {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (CommandLine inner : new LinkedHashSet<>(command.getSubcommands().values())) {
      macro(".TP");
      macro(".B " + escaped(inner.getCommandName()));
      line(String.join(" ", plain(inner.getCommandSpec().usageMessage().header())));
    }
  }

  private void arguments() {
    List<PositionalParamSpec> parameters = command.getCommandSpec().positionalParameters();
    List<OptionSpec> options =
        command.getCommandSpec().options().stream().filter(option -> !option.hidden()).toList();
    section("OPTIONS");
    for (PositionalParamSpec parameter : parameters) {
      argument("\\fI%s\\fR".formatted(escaped(parameter.paramLabel())), parameter);
    }
    for (OptionSpec option : options) {
      String names =
          Arrays.stream(option.names())
              .map(name -> "\\fB%s\\fR".formatted(escaped(name)))
              .collect(Collectors.joining(", "));
      String value = "\\fI%s\\fR".formatted(escaped(option.paramLabel()));
      argument(
          option.arity().max() == 0
              ? names
              : option.arity().min() == 0 ? names + "[=" + value + "]" : names + " " + value,
          option);
    }
  }

  private void argument(String title, ArgSpec argument) {
    macro(".TP");
    macro(title);
    plain(argument.description()).forEach(this::line);
  }

  private void footer(List<String> lines) {
    List<String> waiting = new ArrayList<>();
    for (String line : lines.stream().map(ManPage::formatted).toList()) {
      Matcher opens = SECTION.matcher(line);
      if (opens.matches()) {
        asItIs(waiting);
        waiting.clear();
        section(
            switch (opens.group(1)) {
              case "Environment" -> "ENVIRONMENT";
              case "Exit codes" -> "EXIT STATUS";
              default -> "EXAMPLES";
            });
        if (!opens.group(2).isBlank()) {
          line(opens.group(2).strip());
        }
      } else if (!line.isBlank()) {
        waiting.add(line);
      }
    }
    asItIs(waiting);
  }

  private void asItIs(List<String> lines) {
    if (!lines.isEmpty()) {
      macro(".nf");
      lines.forEach(this::line);
      macro(".fi");
    }
  }

  private void seeAlso() {
    List<String> others = new ArrayList<>();
    if (command.getParent() != null) {
      others.add(name(command.getParent()));
    }
    new LinkedHashSet<>(command.getSubcommands().values())
        .forEach(inner -> others.add(name(inner)));
    if (!others.isEmpty()) {
      section("SEE ALSO");
      line(others.stream().map(name -> name + "(1)").collect(Collectors.joining(", ")));
    }
  }

  private void section(String title) {
    macro(".SH " + title);
  }

  private void macro(String text) {
    page.append(text).append('\n');
  }

  /** A line of text, which is no request whatever it begins with. */
  private void line(String text) {
    String safe = escaped(text);
    page.append(safe.startsWith(".") || safe.startsWith("'") ? "\\&" : "")
        .append(safe)
        .append('\n');
  }

  private static List<String> plain(String[] lines) {
    return Arrays.stream(lines).map(ManPage::formatted).filter(line -> !line.isBlank()).toList();
  }

  private static String formatted(String line) {
    return line.replace("%n", "\n").replace("%%", "%");
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
  }
}
