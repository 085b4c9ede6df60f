package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No message may hold an exception as it prints itself, {@code java.nio.file.AccessDeniedException:
 * /x}: {@code IoReason} turns it into words. This reads the sources, since a compiler sees only
 * objects that become text.
 */
final class MessageTextTest {

  /** Names of variables that hold something thrown. */
  private static final Pattern THROWN =
      Pattern.compile(
          "(?:catch \\((?:final )?[\\w.| ]+|\\b\\w*(?:Exception|Error|Throwable)) (\\w+)(?=[),;]| ->| &&)");

  private static final Pattern FORMATTED = Pattern.compile("\\.formatted\\(|String\\.format\\(");

  @Test
  void messages_ofAllModules_holdNoExceptionAsItPrintsItself() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    try (Stream<Path> modules = Files.list(Path.of("..").toAbsolutePath().normalize())) {
      for (Path sources : modules.map(module -> module.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(sources) && !sources.toString().contains("benchmarks")) {
          try (Stream<Path> all = Files.walk(sources)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".java")).toList()) {
              files++;
              violations(Files.readString(file))
                  .forEach(what -> found.add(file.getFileName() + ": " + what));
            }
          }
        }
      }
    }
    assertThat(files).as("files that were read").isGreaterThan(200);
    assertThat(found).isEmpty();
  }

  @Test
  void violations_ofKnownKinds_areFound() {
    for (String code :
        List.of(
            "catch (IOException e) { throw new X(\"no %s\".formatted(file, e), e); }",
            "catch (IOException | FooException e) { throw new X(\"no: \" + e, e); }",
            "catch (IOException e) { return String.valueOf(e); }",
            "catch (IOException e) { return e.toString(); }",
            "case IOException failure -> new X(\"%s\".formatted(failure), failure);",
            "catch (RuntimeException e) { fail(\"a \" + e.getCause(), e); }",
            "catch (RuntimeException e) { fail(\"a \" + e.getClass().getSimpleName()); }")) {
      assertThat(violations(code)).as(code).isNotEmpty();
    }
    for (String code :
        List.of(
            "catch (IOException e) { throw new X(\"no %s\".formatted(IoReason.of(e)), e); }",
            "catch (IOException e) { throw new X(\"no: \" + e.getMessage(), e); }",
            "catch (IOException e) { log.warn(\"no: {}\", e); }")) {
      assertThat(violations(code)).as(code).isEmpty();
    }
  }

  private static List<String> violations(String code) {
    Set<String> thrown = new TreeSet<>();
    Matcher declared = THROWN.matcher(code);
    while (declared.find()) {
      thrown.add(declared.group(1));
    }
    List<String> found = new ArrayList<>();
    for (String name : thrown) {
      Pattern asText =
          Pattern.compile(
              ("\\+ %1$s(?:\\.getCause\\(\\))?\\s*[,;)+]|\\b%1$s\\.toString\\(\\)|String\\.valueOf\\(%1$s\\)"
                      + "|\\+ %1$s\\.getClass\\(\\)\\.get(?:Simple)?Name")
                  .formatted(name));
      Matcher text = asText.matcher(code);
      while (text.find()) {
        found.add(text.group());
      }
    }
    Matcher formatted = FORMATTED.matcher(code);
    while (formatted.find()) {
      for (String argument : arguments(code, formatted.end())) {
        if (thrown.contains(argument) || thrown.contains(argument.replace(".getCause()", ""))) {
          found.add(formatted.group() + "... " + argument);
        }
      }
    }
    return found;
  }

  /** {@return the arguments of a call, from behind its parenthesis} */
  private static List<String> arguments(String code, int start) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    StringBuilder argument = new StringBuilder();
    for (int i = start; i < code.length() && depth >= 0; i++) {
      char c = code.charAt(i);
      if (quoted && c == '\\') {
        i++;
        continue;
      }
      quoted ^= c == '"';
      depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth < 0 || (depth == 0 && c == ',' && !quoted)) {
        arguments.add(argument.toString().strip());
        argument.setLength(0);
      } else {
        argument.append(c);
      }
    }
    return arguments;
  }
}
