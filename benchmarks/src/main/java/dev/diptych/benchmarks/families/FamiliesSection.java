package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.Section;
import dev.diptych.benchmarks.Sheet;
import dev.diptych.benchmarks.Table;
import dev.diptych.benchmarks.Workspace;
import dev.diptych.benchmarks.families.Costs.Cost;
import dev.diptych.benchmarks.families.Costs.Twins;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.Precision;
import dev.diptych.encoders.WeightUse;
import dev.diptych.index.FeatureFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pictures, queries and pairs cost by family, at published sizes with random weights, each
 * beside BLIP base in turns; what an index takes of a picture, and what 8-bit integers change.
 */
public final class FamiliesSection implements Section {

  private static final String BLIP = "BLIP base/384";
  private static final String STACK = Families.SIGLIP + " + " + BLIP;
  private static final double KILO = 1e3;

  @Override
  public String name() {
    return "families";
  }

  @Override
  public String measures() {
    return "each family at a published size: ms a picture and a pair beside BLIP's, bytes, loss by int8";
  }

  /** All of one run. */
  private record Run(
      Workspace workspace,
      Costs costs,
      Table table,
      Map<String, List<Cost>> found,
      List<List<@Nullable Object>> sizes,
      Map<String, IntegerLoss> losses,
      Map<FeatureFormat, Double> storedLosses) {}

  @Override
  public void run(Workspace workspace, Sheet sheet) throws Exception {
    int rounds = workspace.choose(3, 1);
    sheet.parameter("rounds", rounds);
    sheet.parameter(
        "pictures a text is matched with", Costs.TOKENS.stream().map(Costs::candidates).toList());
    sheet.parameter("weights", "random, deviation 0.02");
    ModelStore models = workspace.models();
    try (Model floats = models.load(workspace.bundle());
        Model bytes = models.load(workspace.bundle(Precision.INT8))) {
      Twins blip = twins(floats, bytes, workspace);
      Run run =
          new Run(
              workspace,
              new Costs(blip, rounds),
              sheet.table(
                  "ms by the clock; ratios of the processors' time to BLIP's in the same arithmetic, in turns",
                  Cost.columns()),
              new LinkedHashMap<>(),
              new ArrayList<>(),
              new LinkedHashMap<>(),
              new LinkedHashMap<>());
      measure(BLIP, blip, run);
      for (Layout layout : workspace.choose(Families.chosen(), Families.tiny())) {
        measure(layout, floats, bytes, run);
      }
      write(run, sheet);
    }
  }

  private static Twins twins(Model floats, Model bytes, Workspace workspace) throws IOException {
    int pictures = workspace.choose(8, 2);
    return new Twins(new Subject(floats, pictures), new Subject(bytes, pictures));
  }

  private static void measure(Layout layout, Model blipFloats, Model blipBytes, Run run)
      throws Exception {
    ModelStore models = run.workspace.models();
    try (RandomModels made =
        RandomModels.make(layout, run.workspace, Precision.F32, Precision.INT8)) {
      try (Model floats = models.load(made.bundle(0));
          Model bytes = models.load(made.bundle(1))) {
        Twins twins = twins(floats, bytes, run.workspace);
        measure(layout.name(), twins, run);
        if (layout.name().equals(Families.EDJE)) {
          storedLosses(twins.floats(), run);
        }
      }
      if (layout.name().equals(Families.SIGLIP)) {
        try (Model floats = models.load(made.bundle(0), blipFloats.bundle(), WeightUse.MAPPED);
            Model bytes = models.load(made.bundle(1), blipBytes.bundle(), WeightUse.MAPPED)) {
          measure(STACK, twins(floats, bytes, run.workspace), run);
        }
      }
    }
  }

  private static void measure(String name, Twins twins, Run run) throws Exception {
    List<Cost> costs = run.costs.measure(twins);
    costs.getFirst().addTo(run.table, name, "f32");
    costs.getLast().addTo(run.table, name, "int8");
    run.found.put(name, costs);
    if (!name.equals(STACK)) {
      run.losses.put(name, IntegerLoss.measure(twins, run.workspace.choose(4, 1)));
    }
    run.sizes.add(sizes(name, twins.floats(), run.workspace));
  }

  private static List<@Nullable Object> sizes(String name, Subject subject, Workspace workspace)
      throws IOException {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(name);
    boolean stores = subject.reranks();
    row.add(stores ? subject.model().bundle().shape().patches() : null);
    row.add(stores ? subject.model().bundle().shape().visionWidth() : null);
    row.add(subject.recalls() ? subject.model().dimension() : null);
    for (FeatureFormat format :
        List.of(FeatureFormat.NONE, FeatureFormat.F16, FeatureFormat.INT8)) {
      boolean applies = stores || format == FeatureFormat.NONE;
      row.add(applies ? IndexBytes.of(subject.model().bundle(), format, workspace) / KILO : null);
    }
    return row;
  }

  private static void storedLosses(Subject edje, Run run) {
    for (FeatureFormat format : List.of(FeatureFormat.F16, FeatureFormat.INT8)) {
      run.storedLosses.put(
          format,
          StoredTokens.lost(edje, format, run.workspace.choose(64, 4), run.workspace.choose(8, 1)));
    }
  }

  private static void write(Run run, Sheet sheet) {
    Table sizes =
        sheet.table(
            "kB that one more picture takes in an index, its record included",
            "family",
            "stored tokens",
            "their width",
            "dimensions",
            "vector alone",
            "with features as f16",
            "as int8");
    run.sizes.forEach(row -> sizes.row(row.toArray()));
    Table losses =
        sheet.table("int8 by f32, random weights, drawn pictures", IntegerLoss.columns());
    run.losses.forEach((name, loss) -> loss.addTo(losses, name));
    Table targets = sheet.table("targets", "what", "arithmetic", "measured", "at most", "met");
    new Targets(targets, run.found, run.storedLosses).write(run.sizes);
  }
}
