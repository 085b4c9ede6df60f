package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of the program repeats a group without bound: the JDK matches such a group
 * by recursion, so that a long line of a stranger overflows the stack.
 */
final class RegularExpressionsTest {

  /** A string literal of Java. */
  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*+\"");

  /** A group that is repeated, unless possessively or up to nine times. */
  private static final Pattern REPEATED_GROUP =
      Pattern.compile("(?<!\\\\)\\)(?:[*+](?!\\+)|\\{(?![0-9](?:,[0-9])?}))");

  @Test
  void literals_inTheSources_repeatNoGroupWithoutBound() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (Path module :
        Stream.of(Path.of("..").toFile().listFiles()).map(f -> f.toPath()).toList()) {
      Path sources = module.resolve("src/main/java");
      if (Files.isDirectory(sources)) {
        try (Stream<Path> walk = Files.walk(sources)) {
          for (Path file : walk.filter(path -> path.toString().endsWith(".java")).toList()) {
            files++;
            suspects(Files.readString(file)).forEach(s -> found.add(file.getFileName() + " " + s));
          }
        }
      }
    }
    assertThat(files).isGreaterThan(400);
    assertThat(found).isEmpty();
  }

  @Test
  void suspects_repeatedGroups_areFound() {
    assertThat(suspects("matches(\"[a-z]{2}([_.][a-z]+)*=.*\")")).hasSize(1);
    assertThat(suspects("matches(\"(a|b)+\")")).hasSize(1);
    assertThat(suspects("matches(\"(a|b){2,}\")")).hasSize(1);
    assertThat(suspects("matches(\"(a|b)*+(/[a-z]{1,9}){0,4}(x)?\\)*\")")).isEmpty();
  }

  private static List<String> suspects(String source) {
    List<String> suspects = new ArrayList<>();
    Matcher literals = LITERAL.matcher(source);
    while (literals.find()) {
      String outsideClasses = literals.group().replaceAll("\\[[^\\]]*+]", "[]");
      if (REPEATED_GROUP.matcher(outsideClasses).find()) {
        suspects.add(literals.group());
      }
    }
    return suspects;
  }
}
