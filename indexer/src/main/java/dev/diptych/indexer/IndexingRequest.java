package dev.diptych.indexer;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.ImageLimits;
import dev.diptych.indexer.internal.patterns.MalformedPatternException;
import dev.diptych.indexer.internal.patterns.PathPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to index, and how. {@link #of} has the defaults; each {@code with} method changes one.
 *
 * @param paths folders and files, at least one between this and {@code captionFiles}; relative
 *     paths count from the working directory
 * @param captionFiles further CSV or JSONL files, whatever their extension
 * @param excluded files and folders to leave out, with all below them
 * @param includeHidden whether hidden files and folders below the named folders count; default no.
 *     A named path counts even when hidden
 * @param excludePatterns what else to leave out, each like a line of a {@code .gitignore}: without
 *     a slash before its end it fits a name at any depth, else it counts from the named folders;
 *     the last that fits decides. What the index held of it is removed. Named paths count all the
 *     same
 * @param followLinks whether symbolic links are followed that lead out of the named folders;
 *     default no. No folder is entered twice, so loops end; a link to something that is met anyway
 *     is skipped
 * @param removeVanished whether items go even where it is in doubt that their files were deleted:
 *     all below a folder that is empty or another than at the last run, the greater part of more
 *     than 20; default no: they are kept, and the report asks
 * @param verifyContent whether pictures are read and compared by content though their size and
 *     times are as they were; default no
 * @param placesOfReplaced whether a rebuild also reads the folders that the index before was made
 *     of, besides those named, and asks before it leaves out anything else of it; default no: it
 *     holds in the end what the named paths hold
 * @param remote whether pictures that caption files name by an {@code http} or {@code https}
 *     address are fetched; default {@link RemoteFetching#OFF}
 * @param imageLimits how large a picture may be; larger ones are skipped before they are read or
 *     decoded; default {@link ImageLimits#DEFAULT}
 * @param imageBatch pictures encoded at once, at least 1; default: what the model favours
 * @param textBatch texts encoded at once, at least 1; default 32
 * @param commitInterval the longest that finished work stays uncommitted, above 0 and at most 30
 *     seconds; default 10 seconds
 * @param commitEvery how many written items are committed at the latest, at least 1; default 1000
 * @param reportFile where to write one JSON object per source, or null. It is written beside and
 *     put in place when the run ends, however it ends
 */
public record IndexingRequest(
    List<Path> paths,
    List<Path> captionFiles,
    List<Path> excluded,
    List<String> excludePatterns,
    boolean includeHidden,
    boolean followLinks,
    boolean removeVanished,
    boolean verifyContent,
    boolean placesOfReplaced,
    RemoteFetching remote,
    ImageLimits imageLimits,
    OptionalInt imageBatch,
    int textBatch,
    Duration commitInterval,
    int commitEvery,
    @Nullable Path reportFile) {

  /** The longest interval between two commits while there is something to commit. */
  public static final Duration LONGEST_COMMIT_INTERVAL = Duration.ofSeconds(30);

  public IndexingRequest {
    paths = List.copyOf(paths);
    captionFiles = List.copyOf(captionFiles);
    excluded = List.copyOf(excluded);
    excludePatterns = List.copyOf(excludePatterns);
    excludePatterns.forEach(IndexingRequest::requirePattern);
    require(
        !paths.isEmpty() || !captionFiles.isEmpty(),
        "nothing to index: name at least one folder or file");
    require(imageBatch.orElse(1) >= 1, "imageBatch must be >= 1, but was " + imageBatch.orElse(1));
    require(textBatch >= 1, "textBatch must be >= 1, but was " + textBatch);
    require(commitEvery >= 1, "commitEvery must be >= 1, but was " + commitEvery);
    require(
        commitInterval.isPositive() && commitInterval.compareTo(LONGEST_COMMIT_INTERVAL) <= 0,
        "commitInterval must be above 0 and at most 30 s, but was " + commitInterval);
  }

  /** {@return a request for these folders and files with all defaults} */
  public static IndexingRequest of(List<Path> paths) {
    return new Parts(paths).request();
  }

  /** {@return this request, reading these CSV or JSONL files too} */
  public IndexingRequest withCaptionFiles(List<Path> files) {
    return changed(parts -> parts.captionFiles = files);
  }

  /** {@return this request, leaving these files and folders out} */
  public IndexingRequest withExcluded(List<Path> excludedPaths) {
    return changed(parts -> parts.excluded = excludedPaths);
  }

  /** {@return this request, leaving out what fits these patterns too} */
  public IndexingRequest withExcludePatterns(List<String> patterns) {
    return changed(parts -> parts.excludePatterns = patterns);
  }

  /** {@return this request, with or without hidden files and folders} */
  public IndexingRequest withIncludeHidden(boolean include) {
    return changed(parts -> parts.includeHidden = include);
  }

  /** {@return this request, following symbolic links that lead out of the named folders or not} */
  public IndexingRequest withFollowLinks(boolean follow) {
    return changed(parts -> parts.followLinks = follow);
  }

  /** {@return this request, removing what is missing even where its deletion is in doubt} */
  public IndexingRequest withRemoveVanished(boolean remove) {
    return changed(parts -> parts.removeVanished = remove);
  }

  /**
   * {@return this request, comparing the content of pictures whose size and times are as before}
   */
  public IndexingRequest withVerifyContent(boolean verify) {
    return changed(parts -> parts.verifyContent = verify);
  }

  /** {@return this request, reading in a rebuild all that the index before was made of, or not} */
  public IndexingRequest withPlacesOfReplaced(boolean all) {
    return changed(parts -> parts.placesOfReplaced = all);
  }

  /** {@return this request, with these folders and files} */
  IndexingRequest withPaths(List<Path> others) {
    return changed(parts -> parts.paths = others);
  }

  /** {@return this request, fetching pictures of the web or not} */
  public IndexingRequest withRemote(RemoteFetching fetching) {
    return changed(parts -> parts.remote = fetching);
  }

  /** {@return this request, skipping pictures above these limits} */
  public IndexingRequest withImageLimits(ImageLimits limits) {
    return changed(parts -> parts.imageLimits = limits);
  }

  /** {@return this request with these batch sizes} */
  public IndexingRequest withBatches(int images, int texts) {
    return changed(
        parts -> {
          parts.imageBatch = OptionalInt.of(images);
          parts.textBatch = texts;
        });
  }

  /** {@return this request, committing at least this often} */
  public IndexingRequest withCommits(Duration interval, int every) {
    return changed(
        parts -> {
          parts.commitInterval = interval;
          parts.commitEvery = every;
        });
  }

  /** {@return this request, writing every outcome to this file} */
  public IndexingRequest withReportFile(Path file) {
    return changed(parts -> parts.reportFile = file);
  }

  private IndexingRequest changed(Consumer<Parts> change) {
    Parts parts = new Parts(paths);
    parts.captionFiles = captionFiles;
    parts.excluded = excluded;
    parts.excludePatterns = excludePatterns;
    parts.includeHidden = includeHidden;
    parts.followLinks = followLinks;
    parts.removeVanished = removeVanished;
    parts.verifyContent = verifyContent;
    parts.placesOfReplaced = placesOfReplaced;
    parts.remote = remote;
    parts.imageLimits = imageLimits;
    parts.imageBatch = imageBatch;
    parts.textBatch = textBatch;
    parts.commitInterval = commitInterval;
    parts.commitEvery = commitEvery;
    parts.reportFile = reportFile;
    change.accept(parts);
    return parts.request();
  }

  private static void requirePattern(String pattern) {
    try {
      PathPattern.ofRequest(pattern);
    } catch (MalformedPatternException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "\"%s\" is no pattern of what to leave out: %s; write it as in a .gitignore, such as *.png, raw/ or /2019/**/draft"
              .formatted(pattern, e.reason()),
          e);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new DiptychException(ErrorCode.INVALID_REQUEST, message);
    }
  }

  /** A request while it is put together, with the defaults to begin with. */
  private static final class Parts {

    private List<Path> paths;
    private List<Path> captionFiles = List.of();
    private List<Path> excluded = List.of();
    private List<String> excludePatterns = List.of();
    private boolean includeHidden;
    private boolean followLinks;
    private boolean removeVanished;
    private boolean verifyContent;
    private boolean placesOfReplaced;
    private RemoteFetching remote = RemoteFetching.OFF;
    private ImageLimits imageLimits = ImageLimits.DEFAULT;
    private OptionalInt imageBatch = OptionalInt.empty();
    private int textBatch = 32;
    private Duration commitInterval = Duration.ofSeconds(10);
    private int commitEvery = 1000;
    private @Nullable Path reportFile;

    Parts(List<Path> paths) {
      this.paths = paths;
    }

    IndexingRequest request() {
      return new IndexingRequest(
          paths,
          captionFiles,
          excluded,
          excludePatterns,
          includeHidden,
          followLinks,
          removeVanished,
          verifyContent,
          placesOfReplaced,
          remote,
          imageLimits,
          imageBatch,
          textBatch,
          commitInterval,
          commitEvery,
          reportFile);
    }
  }
}
