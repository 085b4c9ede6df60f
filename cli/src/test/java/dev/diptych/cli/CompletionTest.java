package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion scripts in a real bash and a real zsh. */
final class CompletionTest {

  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no /bin/bash to complete in");
    script =
        Files.writeString(
            folder.resolve("script"), CapturedRun.of(Map.of(), "completion", "bash").out());
    for (String bundle : List.of("blip-itm-base-coco-0123abcd", "my model-89abcdef")) {
      Path model = Files.createDirectories(folder.resolve("home/models").resolve(bundle));
      Files.writeString(model.resolve("bundle.json"), "{}");
    }
    Files.createDirectories(folder.resolve("home/models/.building-1"));
    Path latin = Files.createDirectories(folder.resolve("home/ocr/latin"));
    Files.writeString(latin.resolve("rec.onnx"), "");
    for (String index : List.of("index-data/default", "other index", "$(touch hacked)")) {
      Path made = Files.createDirectories(folder.resolve("work").resolve(index));
      Files.writeString(made.resolve("index.json"), "{}");
    }
    Files.createDirectories(folder.resolve("work/plain"));
  }

  /** What bash offers for the last of some words. */
  private List<String> offered(String... words) throws Exception {
    StringBuilder typed = new StringBuilder();
    for (String word : words) {
      typed.append('\'').append(word).append("' ");
    }
    String run =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _diptych_complete; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(script, typed);
    ProcessBuilder bash = new ProcessBuilder("/bin/bash", "-c", run);
    bash.directory(folder.resolve("work").toFile());
    bash.environment().put("DIPTYCH_HOME", folder.resolve("home").toString());
    bash.environment().remove("DIPTYCH_INDEX");
    bash.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = bash.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    List<String> lines = new ArrayList<>(out.lines().toList());
    lines.removeIf(String::isEmpty);
    return lines;
  }

  @Test
  void completion_modelNames_areThoseThatAreInstalled() throws Exception {
    assertThat(offered("diptych", "index", "--model", ""))
        .containsExactlyInAnyOrder("scenes-blip", "blip-itm-base-coco", "my model");
    assertThat(offered("diptych", "index", "--captioner", "=", "bl"))
        .containsExactly("blip-itm-base-coco");
    assertThat(offered("diptych", "model", "remove", "my")).containsExactly("my model");
    assertThat(offered("diptych", "model", "pull", "clip-vit-l"))
        .containsExactly("clip-vit-large-patch14", "clip-vit-large-patch14-336");
    assertThat(offered("diptych", "index", "--ocr", "=", "")).containsExactly("latin");
  }

  @Test
  void completion_indexNames_areFoldersThatHoldOne() throws Exception {
    assertThat(offered("diptych", "search", "--index", ""))
        .containsExactlyInAnyOrder("index-data/default", "other index", "$(touch hacked)");
    assertThat(offered("diptych", "status", "--index", "ind"))
        .containsExactly("index-data/default");
    assertThat(offered("diptych", "status", "--index", "pl")).containsExactly("plain");
    assertThat(folder.resolve("work/hacked")).doesNotExist();
  }

  @Test
  void completion_everythingElse_isAsBefore() throws Exception {
    assertThat(offered("diptych", "dup")).containsExactly("duplicates");
    assertThat(offered("diptych", "search", "--fac")).containsExactly("--facets");
    assertThat(offered("diptych", "model", "re")).containsExactly("remove");
  }

  /** Types lines with a Tab at their end into an interactive zsh; prints what they became. */
  private static final String TYPING =
      """
      zmodload zsh/zpty
      zpty shell 'zsh -f -i'
      zpty -w shell "source $1"
      shift
      for typed in "$@"; do
        zpty -w -n shell "$typed"$'\\t\\n'
        zpty -r shell seen '*<*>*'
        print -r -- "${${seen##*<}%%>*}"
      done
      zpty -d shell
      """;

  @Test
  void completion_inZsh_completesCommandsOptionsAndNames() throws Exception {
    assumeTrue(works("zsh", "-c", "exit"), "skipped: there is no zsh to complete in");
    Path typing = Files.writeString(folder.resolve("typing"), TYPING);
    Path start =
        Files.writeString(
            folder.resolve("start"),
            "PS1=\ndiptych() { print -r -- \"<$*>\" }\n"
                + CapturedRun.of(Map.of(), "completion", "zsh").out());
    ProcessBuilder zsh =
        new ProcessBuilder(
            "zsh",
            "-f",
            typing.toString(),
            start.toString(),
            "diptych dup",
            "diptych search --fac",
            "diptych index --model bl",
            "diptych index --captioner=bl",
            "diptych search --index ind");
    zsh.directory(folder.resolve("work").toFile());
    zsh.environment()
        .putAll(
            Map.of(
                "DIPTYCH_HOME", folder.resolve("home").toString(),
                "HOME", folder.toString(),
                "TERM", "dumb"));
    zsh.environment().remove("DIPTYCH_INDEX");
    zsh.redirectErrorStream(true);
    Process process = zsh.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    assertThat(out.lines().map(String::strip))
        .containsExactly(
            "duplicates",
            "search --facets",
            "index --model blip-itm-base-coco",
            "index --captioner=blip-itm-base-coco",
            "search --index index-data/default");
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // not installed
    }
  }
}
