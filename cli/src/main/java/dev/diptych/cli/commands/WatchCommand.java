package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.EndRequest;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.CaptionOptions;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.options.NamedSources;
import dev.diptych.cli.internal.options.PixelLimit;
import dev.diptych.cli.internal.options.ReadingOptions;
import dev.diptych.cli.internal.options.WatchInterval;
import dev.diptych.cli.internal.presentation.Durations;
import dev.diptych.cli.internal.running.Watching;
import dev.diptych.encoders.InferencePriority;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.library.Diptych;
import dev.diptych.library.DiptychIndex;
import dev.diptych.library.UpdateRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps an index up to date while folders change. */
@Command(
    name = "watch",
    header = "Keep an index up to date while folders change.",
    description = {
      "",
      "Runs as \"index\" does, then again whenever something below a PATH has changed and nothing"
          + " more has for two seconds; every run that changed something is one line. What seems to"
          + " be missing because a disk is not there stays in the index. Ctrl-C ends it.",
      ""
    },
    footer = {"", "Example:", "  diptych watch ~/Pictures"})
final class WatchCommand implements Action {

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Folders and files to watch.")
  private List<Path> paths = List.of();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "Look for changes after this time also where none was told, as of network disks (default:"
              + " 10m).")
  private Duration every = WatchInterval.DEFAULT;

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description = "Leave out what fits, as \"index\" does; may be given several times.")
  private List<String> exclude = List.of();

  @Option(
      names = "--follow-links",
      description = "Follow symbolic links that lead out of the named folders.")
  private boolean followLinks;

  @Mixin private final PixelLimit pixels = new PixelLimit();

  @Mixin private final CaptionOptions captions = new CaptionOptions();

  @Mixin private final ReadingOptions reading = new ReadingOptions();

  WatchCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    WatchInterval.requirePositive(every);
    NamedSources.requireAny(paths);
    Path folder = index.folder(invocation);
    UpdateRequest plain =
        UpdateRequest.of(
            IndexingRequest.of(paths)
                .withExcluded(List.of(folder))
                .withExcludePatterns(exclude)
                .withFollowLinks(followLinks)
                .withImageLimits(pixels.limits()));
    UpdateRequest captioned =
        captions.choice(invocation.environment()).map(plain::withCaptions).orElse(plain);
    UpdateRequest update = reading.choice(invocation).map(captioned::withReading).orElse(captioned);
    InferencePriority.lower();
    try (Diptych diptych = invocation.diptych()) {
      DiptychIndex open = diptych.index(folder);
      try (Watching watching = new Watching(invocation.console(), open, update, every);
          EndRequest end = EndRequest.listen(watching::close)) {
        invocation.console().note("Watching; Ctrl-C ends it.");
        watching.run();
        if (end.exitCode() != 0) {
          invocation.console().note("Stopped; what was done is kept.");
        }
      }
    }
    return ExitStatus.OK;
  }
}
