package dev.diptych.searcher;

import dev.diptych.core.Cancellation;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.encoders.DecodingPool;
import dev.diptych.encoders.Model;
import dev.diptych.index.ItemReader;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;

/**
 * One index served by one model: queries in, ordered results out. {@link #search} is the main path;
 * everything else looks things up for people who want to see more of a result.
 *
 * <p>Thread-safe; made for many concurrent virtual threads. A search sees one commit from beginning
 * to end, the one that was current when it began; {@link #refresh} moves on to the newest and is
 * also done by itself in the background.
 */
public interface SearchEngine extends AutoCloseable {

  /**
   * Serves an index.
   *
   * @param reader the index; the engine's from now on, closed with it
   * @param model the model the index was made with; stays the caller's
   * @param options memory, chunks, refresh
   * @throws DiptychException INCOMPATIBLE_INDEX when the index was made with another model;
   *     INVALID_REQUEST when the model has no embeddings
   */
  static SearchEngine open(ItemReader reader, Model model, SearchOptions options) {
    PictureReader pictures =
        (file, name, preprocess) ->
            DecodingPool.forQueries()
                .decode(
                    file, name, options.imageLimits(), image -> preprocess.apply(image.pixels()));
    return IndexSearchEngine.open(reader, model, pictures, options);
  }

  /**
   * Finds what fits a query: encode, recall, rerank, page. Costs one run of an encoder (none when
   * the query is cached), one first-stage search, and one pair of the image-grounded encoder per
   * candidate of the rerank depth.
   *
   * <p>Images with the same bytes are one result with several sources, however many there are;
   * limit and offset count results.
   *
   * <p>Pages are stable: with equal query, target, depth and commit, a result keeps its place
   * whatever limit and offset are. A time budget may end the second stage at another candidate each
   * time; without one it always scores exactly the depth asked for.
   *
   * <p>The second stage compares words with pictures. A search within one modality has the first
   * stage only, without being degraded. Where the second stage applies, was asked for and could not
   * run, the response says why in {@link SearchResponse.RerankStage#degraded} and is in recall
   * order.
   *
   * @throws DiptychException INVALID_REQUEST for words that hold nothing to look for, or a query
   *     that the model has no encoder for; NOT_FOUND for the id of no item; UNREADABLE_IMAGE and
   *     TOO_LARGE for a picture that cannot be read; OVERLOADED when too many other pictures are to
   *     be read before it; UNAVAILABLE when there is too little memory for it
   */
  default SearchResponse search(SearchRequest request) {
    return search(request, Cancellation.NEVER);
  }

  /**
   * Finds what fits a query, as long as the answer is wanted.
   *
   * @param cancellation asked between the stages and between the runs of the second one
   * @throws CancellationException when nobody waits for the answer any more
   * @throws DiptychException as {@link #search(SearchRequest)} does
   */
  SearchResponse search(SearchRequest request, Cancellation cancellation);

  /**
   * Finds the pictures of the index that are the same: files with the same bytes, and pictures that
   * look alike. Changes nothing. Costs a first-stage search for each picture, about 20 seconds for
   * 10,000; the answer is kept until the index changes, and whoever asks meanwhile waits for it.
   *
   * @param cancellation asked now and then
   * @throws CancellationException when nobody waits for the answer any more
   */
  Duplicates duplicates(Cancellation cancellation);

  /**
   * Says why words fit an image, or do not: where in it each word is. Costs one pair of the
   * image-grounded encoder, and the text encoder where the query is not cached.
   *
   * @throws DiptychException NOT_FOUND for the id of no image; INVALID_REQUEST for words that hold
   *     nothing to look for, and in one sentence where a map is impossible: the model looks at no
   *     parts of a picture, or the index keeps merged tokens
   */
  ItemExplanation explain(ItemId image, String words);

  /**
   * {@return how what was typed into the box so far may go on, by words of the index: what most
   * items have first} The last word goes on as a word of captions, titles and tags, as a tag or the
   * name of a folder; all of it as a caption; {@code folder:} and {@code tag:} with their values.
   * Costs milliseconds at most.
   *
   * @param typed the text, conditions among it or not; nothing is suggested beyond 1000 characters
   * @param most how many, 1 to 50
   */
  List<Suggestion> suggest(String typed, int most);

  /**
   * Holds every text that people gave against its picture, by the second stage: which of them do
   * not describe it? Costs the features of every picture with texts and a pair of ITM for each
   * text; for each picture with a rejected one of the page, some captions, where the model can
   * write them. What was found is kept until the index changes: an audit whose budget ended is
   * carried on by the next one, and another page looks at no picture again.
   *
   * @param cancellation asked between some pictures
   * @param done told how many pictures were looked at
   * @throws CancellationException when nobody waits for the answer any more
   * @throws DiptychException INVALID_REQUEST where the model has no second stage
   */
  AuditReport audit(AuditRequest request, Cancellation cancellation, LongConsumer done);

  /** {@return the item with this id} */
  Optional<Item> item(ItemId id);

  /**
   * {@return the words that belong to an image or to a copy of it and that no model wrote, each
   * once; none for a text}
   */
  List<String> textsOf(Item image);

  /** {@return the words that models wrote of an image or of a copy of it; none for a text} */
  default List<GeneratedText> generatedTextsOf(Item image) {
    return List.of();
  }

  /** {@return the other images with the same bytes; none for a text} */
  List<Item> copiesOf(Item image);

  /** {@return a small JPEG of this image; empty for a text or where none is kept} */
  Optional<byte[]> thumbnail(ItemId id);

  /**
   * Opens the file that this image was indexed from, or a copy of it that was indexed, too, as long
   * as one is still there with the bytes that were indexed. The path comes from the index alone, a
   * link in its place is not followed, and what was opened is compared with the index by length and
   * SHA-256: costs reading it once.
   *
   * @return for reading from the beginning, the caller's to close; empty for a text, and where the
   *     file is gone or has changed since
   */
  Optional<SeekableByteChannel> openImageFile(ItemId id);

  /** {@return what is served, and how the caches fare} */
  EngineStatus status();

  /** Runs every graph once, so that the first search does not pay for start-up. */
  void warmUp();

  /** {@return whether {@link #warmUp} has finished} */
  boolean isWarm();

  /**
   * Moves on to the newest commit of the index. Where it cannot, because the index was rebuilt with
   * another model, deleted or damaged, searches go on with the one before, and their warnings and
   * {@link EngineStatus#outdated} say so until a refresh succeeds.
   *
   * @return whether there was a newer one
   */
  boolean refresh();

  /** Waits for running searches and closes the index; the model stays open. */
  @Override
  void close();
}
