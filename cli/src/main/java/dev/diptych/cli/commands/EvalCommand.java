package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.presentation.EvaluationText;
import dev.diptych.cli.internal.presentation.JsonText;
import dev.diptych.core.Calibration;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.Grounding;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.WordKind;
import dev.diptych.evaluation.DirectionReport;
import dev.diptych.evaluation.Evaluation;
import dev.diptych.evaluation.EvaluationIndex;
import dev.diptych.evaluation.EvaluationPlot;
import dev.diptych.evaluation.HeatMapFit;
import dev.diptych.evaluation.PairedDifference;
import dev.diptych.index.IndexSpec;
import dev.diptych.library.Diptych;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a model on pairs of pictures and texts. */
@Command(
    name = "eval",
    header = "Measure a model on pairs of pictures and texts, and calibrate it.",
    description = {
      "",
      "PAIRS is a caption file as \"index\" reads it: CSV, JSONL, a Karpathy split. Prints"
          + " Recall@1, 5 and 10 in both directions by depth of the second stage, what the graph"
          + " finds, how far match probabilities can be trusted, and milliseconds. Asks either the"
          + " index that --index names, or one that is made for this and deleted.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych eval captions.csv --model blip-itm-base-coco",
      "  diptych eval captions.csv --model blip-itm-base-coco --calibrate --png reliability.png",
      "  diptych eval captions.csv --model blip-itm-base-coco --compare"
          + " model=blip-itm-base-coco-int8,tokens=144,features=int8",
      "  diptych eval captions.csv --index a --compare b"
    })
final class EvalCommand implements Action {

  private static final int USUAL_DEPTH = 128;
  private static final int USUAL_QUERIES = 1000;

  private final Invocation invocation;

  @Parameters(paramLabel = "PAIRS", description = "The caption file.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private Path pairs;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Where the pictures are (default: the folder of PAIRS).")
  private @Nullable Path pictures;

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description = "Ask this index, which holds PAIRS and its pictures, and others if it does.")
  private @Nullable Path index;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Model of the index that is made for this (default: the embedded one).")
  private @Nullable String model;

  @Option(
      names = "--compare",
      paramLabel = "DIR|SETTINGS",
      description =
          "Measure another index, or another setting such as"
              + " model=NAME,reranker=NAME,features=int8,tokens=144, beside it.")
  private @Nullable String compare;

  @Option(
      names = "--depth",
      paramLabel = "K",
      description =
          "Candidates to rerank, 1 to 1000 (default: 128; BLIP's authors take 256 on COCO).")
  private int depth = USUAL_DEPTH;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Most queries of each kind in each direction (default: 1000).")
  private int queries = USUAL_QUERIES;

  @Option(
      names = "--calibrate",
      description =
          "Fit match probabilities on one half of the pairs, tell what they are worth on the other,"
              + " and keep them with the model.")
  private boolean calibrate;

  @Option(
      names = "--fit-maps",
      description =
          "Find which heads of the model look for which words of the texts, and keep that with the"
              + " model: heat maps go by it.")
  private boolean fitMaps;

  @Option(names = "--json", description = "Print everything as JSON.")
  private boolean json;

  @Option(
      names = "--png",
      paramLabel = "FILE",
      description = "Draw reliability and ROC into this file.")
  private @Nullable Path png;

  EvalCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** What {@code --json} prints. */
  record EvaluationJson(
      String pairs,
      String model,
      String fingerprint,
      int depth,
      List<DirectionReport> directions,
      @Nullable String calibratedOn,
      @Nullable List<DirectionReport> compared,
      @Nullable Map<String, PairedDifference> differences) {}

  @Override
  public int perform() {
    require();
    // Both are opened before either is measured: what cannot be had is told at once.
    try (Diptych diptych = invocation.diptych();
        EvaluationIndex first = open(diptych, "");
        EvaluationIndex second = compare == null ? null : open(diptych, compare)) {
      if (calibrate || fitMaps) {
        requireOneModel(first.index().folder().spec());
      }
      fill(first);
      Optional<Grounding> maps = fitMaps ? Optional.of(maps(diptych, first)) : Optional.empty();
      Evaluation evaluation = Evaluation.run(first.index(), pairs, depth, queries);
      Optional<Calibration> fitted =
          calibrate
              ? Optional.of(
                  evaluation.fit(
                      first.index().bundle().fingerprint(),
                      String.valueOf(pairs.toAbsolutePath().getFileName())))
              : Optional.empty();
      List<DirectionReport> reports = evaluation.reports(fitted);
      Optional<Evaluation> other = Optional.ofNullable(second).map(this::measured);
      show(first, evaluation, reports, fitted, other);
      if (png != null) {
        write(png, EvaluationPlot.png(reports));
      }
      fitted.ifPresent(
          calibration -> diptych.models().recordCalibration(first.index().bundle(), calibration));
      maps.ifPresent(found -> keep(diptych, first, found));
      return ExitStatus.OK;
    }
  }

  private void require() {
    if (!Files.isRegularFile(pairs)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND, "there is no file %s; name a caption file".formatted(pairs));
    }
    if (index != null && (model != null || pictures != null)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--index names an index that is there; --model and --pictures are for one that is made; choose");
    }
    if (depth < 1 || depth > 1000 || queries < 1) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--depth must be 1 to 1000 and --queries at least 1, but were %s and %s"
              .formatted(depth, queries));
    }
    if (png != null) {
      requireFolderOf(png);
    }
  }

  private static void requireFolderOf(Path file) {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "--png cannot be written to %s: there is no such folder; make it or name another file"
              .formatted(file));
    }
  }

  private static void requireOneModel(IndexSpec spec) {
    if (!spec.reranker().isSameAs(spec.retriever())) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "what is fitted belongs to one model, but the index has two, %s and %s; leave out --calibrate and --fit-maps"
              .formatted(spec.retriever().name(), spec.reranker().name()));
    }
  }

  /** Opens the index that settings or a folder name; the one to begin with where they are empty. */
  private EvaluationIndex open(Diptych diptych, String settings) {
    if (settings.isEmpty() && index != null) {
      return EvaluationIndex.existing(diptych, invocation.indexFolder(index));
    }
    if (!settings.isEmpty() && !settings.contains("=")) {
      return EvaluationIndex.existing(diptych, invocation.indexFolder(Path.of(settings)));
    }
    String named =
        model == null || settings.contains("model=")
            ? settings
            : (settings.isEmpty() ? "" : settings + ",") + "model=" + model;
    return EvaluationIndex.made(
        diptych, List.of(folder(), pairs.toAbsolutePath()), EvaluationIndex.choice(named));
  }

  private Path folder() {
    return Optional.ofNullable(pictures)
        .map(Path::toAbsolutePath)
        .orElseGet(() -> pairs.toAbsolutePath().getParent());
  }

  private void fill(EvaluationIndex made) {
    if (made.isMadeHere()) {
      invocation.console().note("Indexing %s for this ...".formatted(folder()));
      made.fill();
    }
  }

  private Grounding maps(Diptych diptych, EvaluationIndex measured) {
    invocation.console().note("Looking for the heads that look for words ...");
    try (Model opened = diptych.models().load(measured.index().bundle())) {
      return HeatMapFit.of(opened, measured.index(), pairs, queries);
    }
  }

  private void keep(Diptych diptych, EvaluationIndex measured, Grounding found) {
    diptych.models().recordGrounding(measured.index().bundle(), found);
    invocation
        .console()
        .note(
            "Heat maps of %s go by heads for: %s (found on %s)."
                .formatted(
                    measured.index().bundle().name(),
                    found.kinds().stream().map(WordKind::name).collect(Collectors.joining(", ")),
                    found.fittedOn()));
  }

  private Evaluation measured(EvaluationIndex second) {
    fill(second);
    return Evaluation.run(second.index(), pairs, depth, queries);
  }

  private void show(
      EvaluationIndex first,
      Evaluation evaluation,
      List<DirectionReport> reports,
      Optional<Calibration> fitted,
      Optional<Evaluation> other) {
    if (json) {
      EvaluationJson all =
          new EvaluationJson(
              pairs.toAbsolutePath().toString(),
              first.index().bundle().name(),
              first.index().bundle().fingerprint().hex(),
              depth,
              reports,
              fitted.map(Calibration::fittedOn).orElse(null),
              other.map(second -> second.reports(Optional.empty())).orElse(null),
              other.map(evaluation::compare).orElse(null));
      invocation.console().line(JsonText.of(all));
      return;
    }
    EvaluationText text = new EvaluationText(invocation.console());
    invocation
        .console()
        .line("model %s, reranked to depth %s".formatted(first.index().bundle().name(), depth));
    text.show(reports);
    other.ifPresent(
        second -> {
          invocation.console().line("");
          invocation.console().line("beside it: %s".formatted(compare));
          text.show(second.reports(Optional.empty()));
          text.compare(evaluation.compare(second));
        });
    fitted.ifPresent(
        calibration ->
            invocation
                .console()
                .note(
                    "Calibrated on %s; figures of probabilities above are of the other half."
                        .formatted(calibration.fittedOn())));
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
