package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.presentation.Bytes;
import dev.diptych.cli.internal.presentation.JsonText;
import dev.diptych.cli.internal.presentation.StatusJson;
import dev.diptych.cli.internal.running.Rebuilding;
import dev.diptych.cli.internal.terminal.Facts;
import dev.diptych.index.IndexFolder;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexSummary;
import dev.diptych.index.UnfinishedRebuild;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows an index in a few numbers. */
@Command(
    name = "status",
    header = "Show an index in a few numbers.",
    footer = {"", "Example:", "  diptych status --index ~/pictures-index"})
final class StatusCommand implements Action {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  StatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    IndexFolder folder = index.open(invocation);
    IndexSummary summary = folder.summary();
    Optional<UnfinishedRebuild> rebuild = folder.unfinishedRebuild();
    if (json) {
      invocation.console().line(JsonText.of(StatusJson.of(summary, rebuild)));
    } else {
      Facts facts = facts(summary);
      rebuild.ifPresent(
          it ->
              facts.add(
                  "unfinished rebuild",
                  "begun %s, %s".formatted(Rebuilding.text(it), Bytes.text(it.bytes()))));
      facts.print(invocation.console());
    }
    return ExitStatus.OK;
  }

  private static Facts facts(IndexSummary summary) {
    return new Facts()
        .add("index", summary.folder().toAbsolutePath().normalize().toString())
        .add("model", models(summary.spec()))
        .add("pictures", String.format(Locale.ROOT, "%,d", summary.images()))
        .add("texts", texts(summary))
        .add(
            "vectors",
            "%s dimensions, %s%s"
                .formatted(
                    summary.spec().dimension(),
                    summary.spec().imageVectors() == 1
                        ? ""
                        : "%s a picture, ".formatted(summary.spec().imageVectors()),
                    Bytes.text(summary.bytes().vectors())))
        .add(
            "patch features",
            switch (summary.spec().features()) {
              case NONE -> "none: pictures are encoded again when reranked";
              case INT8, F16, F32 ->
                  "%s, %s"
                      .formatted(
                          summary.spec().features().name().toLowerCase(Locale.ROOT),
                          Bytes.text(summary.bytes().features()));
            })
        .add(
            "tokens",
            summary.spec().mergesTokens()
                ? "%s a picture, merged from %s"
                    .formatted(summary.spec().tokens(), summary.spec().patches())
                : "all %s a picture".formatted(summary.spec().tokens()))
        .add("thumbnails", Bytes.text(summary.bytes().thumbnails()))
        .add(
            "a picture",
            "%s: features %s, the rest its vector, fields and thumbnail"
                .formatted(
                    Bytes.text(summary.bytesPerImage()),
                    Bytes.text(summary.featureBytesPerImage())))
        .add(
            "made",
            "%s, generation %s, format %s"
                .formatted(
                    TIME.format(summary.format().created().atZone(ZoneId.systemDefault())),
                    summary.format().generation(),
                    summary.format().version()));
  }

  private static String texts(IndexSummary summary) {
    String all = String.format(Locale.ROOT, "%,d", summary.texts());
    return summary.generatedTexts() == 0
        ? all
        : String.format(Locale.ROOT, "%s, %,d of them generated", all, summary.generatedTexts());
  }

  private static String models(IndexSpec spec) {
    return spec.reranker().isSameAs(spec.retriever())
        ? spec.retriever().toString()
        : "%s recalls, %s reranks".formatted(spec.retriever(), spec.reranker());
  }
}
