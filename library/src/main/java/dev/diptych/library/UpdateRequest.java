package dev.diptych.library;

import dev.diptych.indexer.IndexingRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What brings an index up to date, and how. {@link #of} has the defaults; each {@code with} method
 * changes one.
 *
 * @param sources the folders and files
 * @param choice the model, features and tokens of a new index
 * @param captions whether captions are written of pictures, and by what; empty for none
 * @param reading whether text in pictures is read, and by what; empty for none
 * @param listener hears how it goes
 */
public record UpdateRequest(
    IndexingRequest sources,
    SpecChoice choice,
    Optional<CaptionChoice> captions,
    Optional<ReadingChoice> reading,
    UpdateListener listener) {

  /** {@return an update from these folders and files, with all defaults} */
  public static UpdateRequest of(List<Path> paths) {
    return of(IndexingRequest.of(paths));
  }

  /** {@return an update from these sources, with all defaults} */
  public static UpdateRequest of(IndexingRequest sources) {
    return new UpdateRequest(
        sources, SpecChoice.DEFAULT, Optional.empty(), Optional.empty(), UpdateListener.NONE);
  }

  /** {@return this update, choosing so} */
  public UpdateRequest withChoice(SpecChoice other) {
    return new UpdateRequest(sources, other, captions, reading, listener);
  }

  /** {@return this update, writing captions of pictures} */
  public UpdateRequest withCaptions(CaptionChoice other) {
    return new UpdateRequest(sources, choice, Optional.of(other), reading, listener);
  }

  /** {@return this update, reading text in pictures} */
  public UpdateRequest withReading(ReadingChoice other) {
    return new UpdateRequest(sources, choice, captions, Optional.of(other), listener);
  }

  /** {@return this update, telling this listener how it goes} */
  public UpdateRequest withListener(UpdateListener other) {
    return new UpdateRequest(sources, choice, captions, reading, other);
  }
}
