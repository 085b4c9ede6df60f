package dev.diptych.benchmarks.suite;

import dev.diptych.benchmarks.Results;
import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.benchmarks.calibration.CalibrationSection;
import dev.diptych.benchmarks.captions.CaptionsSection;
import dev.diptych.benchmarks.duplicates.DuplicatesSection;
import dev.diptych.benchmarks.families.FamiliesSection;
import dev.diptych.benchmarks.families.MemorySection;
import dev.diptych.benchmarks.ingest.IngestSection;
import dev.diptych.benchmarks.jmh.JmhSection;
import dev.diptych.benchmarks.match.MatchSection;
import dev.diptych.benchmarks.page.PageSection;
import dev.diptych.benchmarks.quality.QualitySection;
import dev.diptych.benchmarks.recall.RecallSection;
import dev.diptych.benchmarks.recall.VectorsSection;
import dev.diptych.benchmarks.search.SearchSection;
import dev.diptych.benchmarks.start.StartSection;
import dev.diptych.benchmarks.tower.TowerSection;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All sections, in the order in which they are measured and read. */
public final class Suite {

  private static final List<Section> SECTIONS =
      List.of(
          new MatchSection(),
          new TowerSection(),
          new FamiliesSection(),
          new MemorySection(),
          new SearchSection(),
          new PageSection(),
          new RecallSection(),
          new VectorsSection(),
          new IngestSection(),
          new StartSection(),
          new QualitySection(),
          new CalibrationSection(),
          new CaptionsSection(),
          new DuplicatesSection(),
          new JmhSection());

  private final Path folder;
  private final boolean quick;
  private final PrintStream out;

  /**
   * A suite that measures into a folder.
   *
   * @param folder where models, indexes and results go
   * @param quick whether sections measure as little as possible
   * @param out where tables are printed
   */
  public Suite(Path folder, boolean quick, PrintStream out) {
    this.folder = folder;
    this.quick = quick;
    this.out = out;
  }

  /** {@return all sections} */
  public static List<Section> sections() {
    return SECTIONS;
  }

  /** {@return the section of this name} */
  public static Optional<Section> section(String name) {
    return SECTIONS.stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /**
   * Measures sections one after the other and saves after each. One that fails is reported and left
   * out of the file.
   *
   * @param wanted what to measure
   * @param again whether to measure also what the file has
   * @return whether none failed
   */
  public boolean run(List<Section> wanted, boolean again) throws Exception {
    Results results = Results.open(folder, quick);
    boolean sound = true;
    for (Section section : wanted) {
      if (results.has(section) && !again) {
        out.printf("%s: measured already%n", section.name());
        continue;
      }
      sound &= measured(section, results);
    }
    out.printf("%nsaved %s%n", folder.resolve("results.json"));
    return sound;
  }

  private boolean measured(Section section, Results results) throws Exception {
    out.printf("%n== %s: %s%n", section.name(), section.measures());
    long start = System.nanoTime();
    Sheet sheet = new Sheet(out);
    try {
      section.run(new Workspace(folder, quick), sheet);
    } catch (Exception e) {
      out.printf("%s failed: %s%n", section.name(), e);
      e.printStackTrace(out);
      return false;
    }
    results.put(section, sheet, Duration.ofNanos(System.nanoTime() - start));
    return true;
  }
}
