package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.commands.DiptychCommand;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.DisplayText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class DiptychCommandTest {

  @ParameterizedTest
  @MethodSource("everyCommand")
  void help_everyCommand_explainsWithAnExampleAndFits(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");
    CapturedRun run = CapturedRun.of(Map.of(), arguments.toArray(String[]::new));
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Usage: diptych").contains("Example");
    assertThat(run.out().lines()).allMatch(line -> DisplayText.width(line) <= 80);
  }

  static Stream<List<String>> everyCommand() {
    List<List<String>> paths = new ArrayList<>();
    collect(
        DiptychCommand.commands(new Invocation(TestConsoles.silent(), Map.of())), List.of(), paths);
    return paths.stream();
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> paths) {
    paths.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, child) ->
                collect(child, Stream.concat(path.stream(), Stream.of(name)).toList(), paths));
  }

  @Test
  void run_noCommand_isWrongUse() {
    CapturedRun run = CapturedRun.of(Map.of());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("diptych: name a command").contains("diptych --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serch", "--colour"})
  void run_unknownWord_isWrongUseInOneLine(String word) {
    CapturedRun run = CapturedRun.of(Map.of(), word);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).singleElement().asString().contains(word, "--help");
  }

  @Test
  void version_asked_namesJavaToo() {
    CapturedRun run = CapturedRun.of(Map.of(), "--version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("diptych ").contains("Java 25");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completion_shell_scriptKnowsEveryCommand(String shell) {
    CapturedRun run = CapturedRun.of(Map.of(), "completion", shell);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("complete -F _complete_diptych");
    for (List<String> command : everyCommand().toList()) {
      assertThat(run.out()).contains(String.join(" ", command));
    }
  }

  @Test
  void completion_unknownShell_namesTheKnownOnes() {
    CapturedRun run = CapturedRun.of(Map.of(), "completion", "fish");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).containsIgnoringCase("bash").containsIgnoringCase("zsh");
  }

  @Test
  void help_asACommand_showsWhatTheOptionShows() {
    for (List<String> path :
        List.of(List.<String>of(), List.of("search"), List.of("model", "pull"))) {
      List<String> option = new ArrayList<>(path);
      option.add("--help");
      List<String> command = new ArrayList<>(path);
      command.addFirst("help");
      assertThat(CapturedRun.of(Map.of(), command.toArray(String[]::new)))
          .isEqualTo(CapturedRun.of(Map.of(), option.toArray(String[]::new)));
    }
  }

  @Test
  void help_ofNoCommand_namesThoseThatThereAre() {
    CapturedRun run = CapturedRun.of(Map.of(), "help", "nosuch");
    assertThat(run.code()).isEqualTo(ExitStatus.USER);
    assertThat(run.err()).contains("\"nosuch\" is no command of diptych", "index, watch, search");
    CapturedRun inner = CapturedRun.of(Map.of(), "help", "search", "x");
    assertThat(inner.code()).isEqualTo(ExitStatus.USER);
    assertThat(inner.err()).contains("no commands of its own");
  }

  @Test
  void search_wordsThatBeginWithADash_suggestsWhereTheyGo() {
    CapturedRun run = CapturedRun.of(Map.of(), "search", "-red circle");
    assertThat(run.code()).isEqualTo(ExitStatus.USER);
    assertThat(run.err()).contains("diptych search -- \"-red circle\"");
  }
}
