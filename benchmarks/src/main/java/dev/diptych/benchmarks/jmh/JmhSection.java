package dev.diptych.benchmarks.jmh;

import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The steps between the encoders, too short for a stop-watch: JMH, each in a process of its own.
 */
public final class JmhSection implements Section {

  @Override
  public String name() {
    return "jmh";
  }

  @Override
  public String measures() {
    return "preprocess, tokenise, recall and fusion in microseconds, by JMH";
  }

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    int forks = workspace.choose(1, 0);
    int iterations = workspace.choose(4, 1);
    TimeValue each = TimeValue.milliseconds(workspace.choose(500, 1));
    sheet.parameter("model", workspace.shape());
    sheet.parameter("processes", forks);
    sheet.parameter("iterations", iterations);
    sheet.parameter("iteration", each.toString());
    Options options =
        new OptionsBuilder()
            .include(JmhSection.class.getPackageName() + ".*Benchmark.*")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(forks)
            .warmupIterations(workspace.choose(3, 0))
            .warmupTime(each)
            .measurementIterations(iterations)
            .measurementTime(each)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .jvmArgsAppend(
                "-D%s=%s".formatted(JmhWorkspace.FOLDER, workspace.folder()),
                "-D%s=%s".formatted(JmhWorkspace.QUICK, workspace.quick()))
            .build();
    System.setProperty(JmhWorkspace.FOLDER, workspace.folder().toString());
    System.setProperty(JmhWorkspace.QUICK, String.valueOf(workspace.quick()));
    Collection<RunResult> results = new Runner(options).run();
    Table table = sheet.table("µs per call", "step", "parameters", "mean", "± (99.9 %)");
    for (RunResult result : results) {
      Result<?> score = result.getPrimaryResult();
      table.row(
          score.getLabel(),
          result.getParams().getParamsKeys().stream()
              .map(key -> key + " " + result.getParams().getParam(key))
              .collect(Collectors.joining(", ")),
          score.getScore(),
          Double.isFinite(score.getScoreError()) ? (Double) score.getScoreError() : null);
    }
  }
}
