package dev.diptych.indexer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The account of one run. In each of the three kinds and in their total, {@code seen = indexed +
 * reused + removed + skipped}.
 *
 * @param images files with a picture's signature, and pictures known from earlier runs
 * @param texts texts of sidecar, CSV and JSONL files
 * @param others everything else that was met and skipped: files of other kinds, folders that could
 *     not be listed, named paths that do not exist, caption files that could not be read
 * @param skips skipped sources but for those that were kept: what is damaged first, then by {@link
 *     SkipGroup}, in each group in the order they were met; at most {@value #SKIPS_KEPT}. The
 *     report file has all of them
 * @param skipsByGroup how many sources were skipped, by group
 * @param passedOver what is counted by kind rather than listed
 * @param kept how many of the skipped sources are missing, or hold nothing usable any more, and
 *     have kept their items all the same
 * @param questions why they were kept, and what of; empty where nothing was kept
 * @param cutTexts texts indexed in this run that are longer than the model reads; only their
 *     beginnings count, and the report file names them
 * @param captions what became of the pictures that caption files name
 * @param generated what became of the captions that a model wrote; they are no sources, and not
 *     among the counts
 * @param readText in how many pictures text was looked for
 * @param finished false where the run was stopped before all sources had been seen
 * @param published whether searches find what this run wrote; false for a rebuild that was stopped,
 *     that left questions or that found nothing to index: then the index is as it was
 * @param took how long the run lasted
 */
public record IndexingReport(
    SourceCounts images,
    SourceCounts texts,
    SourceCounts others,
    List<SourceOutcome> skips,
    Map<SkipGroup, Long> skipsByGroup,
    PassedOver passedOver,
    long kept,
    List<RemovalQuestion> questions,
    long cutTexts,
    CaptionCounts captions,
    GeneratedCounts generated,
    ReadTextCounts readText,
    boolean finished,
    boolean published,
    Duration took) {

  /** How many skips a report holds at most, so that it stays small. */
  public static final int SKIPS_KEPT = 10_000;

  public IndexingReport {
    skips = List.copyOf(skips);
    skipsByGroup = Map.copyOf(skipsByGroup);
    questions = List.copyOf(questions);
  }

  /** {@return how many skips deserve a line each} */
  public long listedSkips() {
    return count(SkipGroup::isListed);
  }

  /** {@return how many pictures and captions are not in the index though they should be} */
  public long skippedPicturesAndCaptions() {
    return count(SkipGroup::isOfPictureOrCaption);
  }

  private long count(Predicate<SkipGroup> wanted) {
    return skipsByGroup.entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** {@return the counts of all kinds together} */
  public SourceCounts total() {
    return images.plus(texts).plus(others);
  }
}
