package dev.diptych.benchmarks.jmh;

import dev.diptych.benchmarks.Workspace;
import java.nio.file.Path;

/** The workspace of the run, as processes that JMH starts know it: by system properties. */
final class JmhWorkspace {

  static final String FOLDER = "diptych.benchmarks.folder";
  static final String QUICK = "diptych.benchmarks.quick";

  private JmhWorkspace() {}

  static Workspace open() {
    return new Workspace(
        Path.of(System.getProperty(FOLDER, "benchmarks/target/results")),
        Boolean.getBoolean(QUICK));
  }
}
