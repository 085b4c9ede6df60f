package dev.diptych.cli.commands.model;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.terminal.Console;
import dev.diptych.cli.internal.terminal.Table;
import dev.diptych.cli.internal.terminal.Table.Column;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.ModelHub;
import dev.diptych.encoders.ModelProof;
import dev.diptych.encoders.ModelStore;
import dev.diptych.encoders.PublishedValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds an installed model against the numbers published for it. */
@Command(
    name = "prove",
    header = "Compare an installed model with the numbers published for it.",
    description = {
      "",
      "Fetches the one picture that the published numbers are of, takes it through the model as a"
          + " search would, and prints each number beside the published one. Exit code 3 where one"
          + " is further off than its tolerance.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych model prove blip-itm-base-coco",
      "  diptych model prove blip-itm-base-coco --image demo.jpg",
      "  diptych model prove mine --values mine.json"
    })
final class ModelProveCommand implements Action {

  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "Name, or at least 8 digits of the fingerprint.")
  @SuppressWarnings("NullAway.Init") // picocli requires it
  private String name;

  @Option(
      names = "--as",
      paramLabel = "PUBLISHED",
      description = "The published model that it is, where it was imported by another name.")
  private @Nullable String published;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "The picture, instead of fetching it; compared with its SHA-256 where known.")
  private @Nullable Path image;

  @Option(
      names = "--values",
      paramLabel = "FILE",
      description = "Numbers of your own, as JSON, instead of those that this program brings.")
  private @Nullable Path file;

  ModelProveCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** {@return whether numbers are published of a model of this name} */
  static boolean isKnown(String model) {
    return PublishedValues.known().stream().anyMatch(values -> values.model().equals(model));
  }

  @Override
  public int perform() {
    Console console = invocation.console();
    ModelStore store = ModelStore.at(invocation.models());
    Bundle bundle = store.find(name);
    PublishedValues values = values(bundle);
    byte[] picture = picture(values.picture());
    List<ModelProof.Row> rows;
    try (Model model = store.load(bundle)) {
      rows = ModelProof.prove(model, picture, values);
    }
    table(rows).lines(console.width()).forEach(console::line);
    console.note("published in: %s".formatted(values.source()));
    requireAgreement(rows, bundle, values);
    console.note("%s says here what was published of %s.".formatted(bundle.name(), values.model()));
    return ExitStatus.OK;
  }

  private PublishedValues values(Bundle bundle) {
    List<PublishedValues> known =
        file == null ? PublishedValues.known() : PublishedValues.read(file);
    String wanted = published == null ? bundle.name() : published;
    if (file != null && published == null && known.size() == 1) {
      return known.getFirst();
    }
    return known.stream()
        .filter(values -> values.model().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new DiptychException(
                    ErrorCode.NOT_FOUND,
                    "no published numbers are known of a model %s, only of %s; say which of these it is with --as, or give numbers with --values FILE"
                        .formatted(
                            wanted,
                            known.stream()
                                .map(PublishedValues::model)
                                .collect(Collectors.joining(", ")))));
  }

  private byte[] picture(PublishedValues.Picture wanted) {
    if (image == null) {
      invocation.console().note("fetching the picture %s ...".formatted(wanted.name()));
      try (PullProgress progress = new PullProgress(invocation.console(), System::nanoTime)) {
        return ModelHub.of(invocation.environment(), invocation.downloads())
            .picture(wanted, progress);
      }
    }
    try {
      byte[] given = Files.readAllBytes(image);
      wanted.require(given, image.toString());
      return given;
    } catch (IOException e) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "cannot read the picture %s: %s; give the path of %s"
              .formatted(image, IoReason.of(e), wanted.name()),
          e);
    }
  }

  private static Table table(List<ModelProof.Row> rows) {
    Table table =
        new Table(
            List.of("value", "published", "here", "tolerance", ""),
            List.of(Column.WORDS, Column.WORDS, Column.WORDS, Column.NUMBER, Column.WORDS));
    for (ModelProof.Row row : rows) {
      boolean number = row.value() instanceof PublishedValues.Numeric;
      table.row(
          List.of(
              row.value().what(),
              switch (row.value()) {
                case PublishedValues.Numeric it -> Double.toString(it.value());
                case PublishedValues.Caption it -> it.words();
              },
              row.here(),
              number
                  ? Double.toString(((PublishedValues.Numeric) row.value()).tolerance())
                  : "none",
              row.agrees() ? "ok" : "TOO FAR"));
    }
    return table;
  }

  private static void requireAgreement(
      List<ModelProof.Row> rows, Bundle bundle, PublishedValues values) {
    List<String> apart = new ArrayList<>();
    rows.stream().filter(row -> !row.agrees()).forEach(row -> apart.add(row.value().what()));
    if (apart.isEmpty()) {
      return;
    }
    Optional<String> hash = values.picture().sha256();
    throw new DiptychException(
        ErrorCode.MODEL_MISMATCH,
        "the model %s must say what was published of %s, but %s of %s %s too far off: %s; check that these are its weights%s, and tell the authors of this program"
            .formatted(
                bundle.name(),
                values.model(),
                apart.size(),
                rows.size() == 1 ? "1 value" : rows.size() + " values",
                apart.size() == 1 ? "is" : "are",
                String.join(", ", apart),
                hash.isPresent()
                    ? ""
                    : " and that the picture is %s (nobody published its hash)"
                        .formatted(values.picture().name())));
  }
}
