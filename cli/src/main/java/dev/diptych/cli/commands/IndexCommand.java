package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.CaptionOptions;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.options.NamedSources;
import dev.diptych.cli.internal.options.PixelLimit;
import dev.diptych.cli.internal.options.ReadingOptions;
import dev.diptych.cli.internal.options.RemoteOptions;
import dev.diptych.cli.internal.options.TokenCounts;
import dev.diptych.cli.internal.presentation.IndexingAccount;
import dev.diptych.cli.internal.running.Indexing;
import dev.diptych.cli.internal.running.Rebuilding;
import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.index.FeatureFormat;
import dev.diptych.index.IndexFolder;
import dev.diptych.indexer.CaptionEndpoint;
import dev.diptych.indexer.IndexingReport;
import dev.diptych.indexer.IndexingRequest;
import dev.diptych.library.CaptionChoice;
import dev.diptych.library.Diptych;
import dev.diptych.library.SpecChoice;
import dev.diptych.library.TokenCount;
import dev.diptych.library.UpdateRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes pictures and texts findable. */
@Command(
    name = "index",
    header = "Make pictures and texts findable.",
    description = {
      "",
      "Reads folders and files: JPEG, PNG, GIF, BMP, WebP and TIFF pictures; texts from .txt files"
          + " beside pictures, from tables (CSV, TSV: image,caption), from JSONL and JSON.",
      "Run it again any time: unchanged files are not decoded again, moved ones are recognised,"
          + " vanished ones are removed unless a disk may be missing. Ctrl-C keeps what is done.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  diptych index ~/Pictures",
      "  diptych index ~/Pictures captions.csv --report run.jsonl",
      "  diptych index ~/Pictures --model blip-itm-base-coco --rebuild",
      "  diptych index ~/Pictures --caption",
      "  diptych index ~/Pictures --retriever clip-vit-base-patch32 --reranker blip-itm-base-coco"
    })
final class IndexCommand implements Action {

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Parameters(paramLabel = "PATH", arity = "0..*", description = "Folders and files to index.")
  private List<Path> paths = List.of();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "Model for a new index: a name or fingerprint from \"diptych model list\" (default: the"
              + " index's own, else the embedded one).")
  private @Nullable String modelName;

  @Option(
      names = "--retriever",
      paramLabel = "NAME",
      description = "Model of the vectors alone; --model names one for both.")
  private @Nullable String retriever;

  @Option(
      names = "--reranker",
      paramLabel = "NAME",
      description =
          "Model of the patch features, which reorders what the retriever found (default: the same"
              + " model). A picture then passes both. An index that has another one gets this one"
              + " beside its vectors.")
  private @Nullable String reranker;

  @Option(
      names = "--features",
      paramLabel = "int8|f16|f32|none",
      description =
          "How patch features are stored in a new index (default: f16). With none a picture is"
              + " encoded again when the second stage reads it.")
  private @Nullable FeatureFormat features;

  @Option(
      names = "--tokens",
      paramLabel = "N|all",
      converter = TokenCounts.class,
      description =
          "How many tokens are kept of each picture in a new index (default: all). With fewer,"
              + " alike ones are merged; the second stage then costs less.")
  private @Nullable TokenCount tokens;

  @Option(
      names = "--rebuild",
      description =
          "Make the index anew, for another model or after damage. The old one serves until the"
              + " new one is complete; one that was stopped goes on where it was.")
  private boolean rebuild;

  @Mixin private final PixelLimit pixels = new PixelLimit();

  @Mixin private final CaptionOptions captions = new CaptionOptions();

  @Mixin private final RemoteOptions remote = new RemoteOptions();

  @Mixin private final ReadingOptions reading = new ReadingOptions();

  @Option(
      names = "--discard-rebuild",
      description =
          "Delete a rebuild that was stopped before its end; nothing else without a PATH, else"
              + " before the run.")
  private boolean discardRebuild;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write every source with its outcome and reason, as JSON lines.")
  private @Nullable Path report;

  @Option(
      names = "--remove-vanished",
      description =
          "Remove what is missing also where its disk may not be there, or most of a folder is"
              + " gone; without it such items are kept, and the exit code is 3.")
  private boolean removeVanished;

  @Option(
      names = "--verify-content",
      description =
          "Read every picture and compare its content, also where size and times are as they were.")
  private boolean verifyContent;

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description =
          "Leave out what fits, as in a .gitignore: *.png or raw/ at any depth, /2019/raw below a"
              + " PATH, ! takes back. May be given several times. A .diptychignore in any folder"
              + " holds such patterns too.")
  private List<String> exclude = List.of();

  @Option(
      names = "--follow-links",
      description = "Follow symbolic links that lead out of the named folders.")
  private boolean followLinks;

  @Option(
      names = "--strict",
      description =
          "Exit with 3 when a picture or caption was skipped; side files, such as sound or .xmp,"
              + " and what is left out do not count.")
  private boolean strict;

  IndexCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    IndexFolder folder = index.open(invocation);
    Rebuilding rebuilding = new Rebuilding(folder, invocation.console());
    if (discardRebuild) {
      rebuilding.discard();
      if (paths.isEmpty()) {
        return ExitStatus.OK;
      }
    }
    requireSomething();
    Indexing.Ended ended = run(folder, rebuilding);
    IndexingAccount.show(ended.account(), report, invocation.console());
    if (!ended.account().published()) {
      requireFound(ended.account(), folder);
      rebuilding.notFinished();
    }
    requireNoQuestions(ended.account());
    requireComplete(ended.account());
    requireCaptioner(ended.account());
    return ended.exitCode();
  }

  private Indexing.Ended run(IndexFolder folder, Rebuilding rebuilding) {
    if (modelName != null && (retriever != null || reranker != null)) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--model names one model for both stages, so --retriever and --reranker do not go with it; name either one or both of these");
    }
    SpecChoice choice =
        new SpecChoice(
            Optional.ofNullable(modelName == null ? retriever : modelName),
            Optional.ofNullable(reranker),
            Optional.ofNullable(features),
            Optional.ofNullable(tokens),
            rebuild);
    UpdateRequest plain =
        UpdateRequest.of(request(folder)).withChoice(choice).withListener(rebuilding);
    Optional<CaptionChoice> wanted = captions.choice(invocation.environment());
    wanted.ifPresent(this::announce);
    UpdateRequest captioned = wanted.map(plain::withCaptions).orElse(plain);
    UpdateRequest update = reading.choice(invocation).map(captioned::withReading).orElse(captioned);
    try (Diptych diptych = invocation.diptych()) {
      return new Indexing(invocation).run(diptych.index(folder.folder()), update);
    }
  }

  private void announce(CaptionChoice choice) {
    if (choice.captioner() instanceof CaptionChoice.Captioner.Remote(CaptionEndpoint endpoint)) {
      invocation
          .console()
          .note(
              "for captions, pictures are sent to %s: their pixels alone, at most 1024 on a side"
                  .formatted(endpoint.name()));
    }
  }

  /** A rebuild without a single item is a wrong path or an unplugged disk, not a wish. */
  private static void requireFound(IndexingReport account, IndexFolder folder) {
    if (account.finished() && account.questions().isEmpty()) {
      throw new DiptychException(
          ErrorCode.INCOMPLETE,
          "a rebuild needs at least one picture or text, but none was found; the index at %s is as it was; name the folders that hold them"
              .formatted(folder.folder()));
    }
  }

  /** Checked before an index is made, so that a mistyped path makes none. */
  private void requireSomething() {
    if (paths.isEmpty()) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "index needs at least one PATH, a folder or file, but none was named; see: diptych index --help");
    }
    NamedSources.requireAny(paths);
  }

  private static void requireNoQuestions(IndexingReport account) {
    if (!account.questions().isEmpty()) {
      throw new DiptychException(ErrorCode.INCOMPLETE, IndexingAccount.text(account.questions()));
    }
  }

  private void requireComplete(IndexingReport account) {
    if (strict && account.finished() && account.skippedPicturesAndCaptions() > 0) {
      throw new DiptychException(
          ErrorCode.INCOMPLETE,
          "%s of %s sources are pictures or captions that were skipped, and --strict allows none; the reasons are above"
              .formatted(account.skippedPicturesAndCaptions(), account.total().seen()));
    }
  }

  /**
   * What was indexed is sound; that the wish for captions was not met is no success all the same.
   */
  private static void requireCaptioner(IndexingReport account) {
    if (!account.generated().failure().isEmpty()) {
      throw new DiptychException(
          ErrorCode.UNAVAILABLE, IndexingAccount.captionerFailure(account.generated()));
    }
  }

  private IndexingRequest request(IndexFolder folder) {
    IndexingRequest request =
        IndexingRequest.of(paths)
            .withExcluded(List.of(folder.folder()))
            .withExcludePatterns(exclude)
            .withFollowLinks(followLinks)
            .withImageLimits(pixels.limits())
            .withRemote(remote.fetching())
            .withRemoveVanished(removeVanished)
            .withVerifyContent(verifyContent);
    return report == null ? request : request.withReportFile(report);
  }
}
