package dev.diptych.benchmarks.jmh;

import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TokenizedText;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Words to tokens, {@code i64 [T]}. */
@State(Scope.Benchmark)
public class TokeniseBenchmark {

  /** How often the caption is said. */
  @Param({"1", "4"})
  public int captions;

  private @Nullable Model model;
  private String text = "";

  /** Loads the tokenizer. */
  @Setup
  public void load() throws IOException {
    Workspace workspace = JmhWorkspace.open();
    model = workspace.models().load(workspace.embedded());
    text = "a small red circle left of a large blue square ".repeat(captions).strip();
  }

  /** One text. */
  @Benchmark
  public TokenizedText tokenise() {
    return Objects.requireNonNull(model).textEncoder().orElseThrow().tokenize(text);
  }

  /** Frees the tokenizer. */
  @TearDown
  public void close() {
    Objects.requireNonNull(model).close();
  }
}
