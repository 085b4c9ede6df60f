package dev.diptych.scenes;

import dev.diptych.core.DiptychException;
import java.nio.file.Path;
import java.util.List;

/**
 * The pictures and texts of the demo: 600 scenes and 600 captions, of which 300 belong to pictures
 * of the corpus and 300 stand alone. Many pictures come in groups that differ only by who has which
 * colour, shape or place; the first group is about {@link #QUERY}. Immutable and thread-safe.
 *
 * <p>On disk:
 *
 * <pre>{@code
 * <folder>/scenes.json              what is in each picture, with its SHA-256; for tests and the curious
 * <folder>/items/scene-0001.png     256 x 256 pixels, up to scene-0600.png
 * <folder>/items/captions.jsonl     {"image": "scene-0001.png", "texts": [...]} or {"text": ...} a line
 * }</pre>
 *
 * <p>So {@code items} is the folder to index.
 *
 * @param seed what all was drawn from
 * @param pictures 600, in the order of their names; copied
 * @param loneCaptions 300 captions of scenes that are not in the corpus; copied
 */
public record DemoCorpus(long seed, List<Picture> pictures, List<Caption> loneCaptions) {

  /** The sentence that the first group is about: a few pictures fit it, many nearly do. */
  public static final String QUERY = "a red circle to the left of a blue square";

  /**
   * The seed of the demo that the documentation shows. With the embedded model, the first stage
   * puts pictures that do not fit {@link #QUERY} second and fourth; the second stage puts the six
   * that fit first.
   */
  public static final long DEFAULT_SEED = 14;

  /** Pixels of a picture's side. */
  public static final int SIDE = 256;

  /** Copies. */
  public DemoCorpus {
    pictures = List.copyOf(pictures);
    loneCaptions = List.copyOf(loneCaptions);
  }

  /**
   * One picture.
   *
   * @param name of the file in {@code items}
   * @param group number of the group of look-alikes it belongs to: 1 is the one of {@link #QUERY},
   *     0 means none
   * @param scene what is in it
   * @param seed decides the colours' jitter
   * @param captions what is said of it, none or one; copied
   */
  public record Picture(String name, int group, Scene scene, long seed, List<Caption> captions) {

    /** Copies. */
    public Picture {
      captions = List.copyOf(captions);
    }
  }

  /** {@return what {@link #QUERY} claims} */
  public static Meaning queryMeaning() {
    return QueryGroup.queryMeaning();
  }

  /** {@return the corpus of a seed, not yet written; equal seeds give equal corpora} */
  public static DemoCorpus draw(long seed) {
    return new DemoCorpusDraw(seed).draw();
  }

  /**
   * Makes a folder hold the corpus of a seed. What is there already and right is left untouched, so
   * that a second call writes nothing and a call after an interrupted one completes it; damaged
   * pictures are replaced. Takes a few seconds when pictures have to be drawn.
   *
   * @param folder created if missing; must be empty or have been made by this method
   * @param seed what to draw from
   * @return the corpus
   * @throws DiptychException INVALID_REQUEST when the folder holds something else, IO when writing
   *     fails
   */
  public static DemoCorpus write(Path folder, long seed) {
    DemoCorpus corpus = draw(seed);
    new DemoFolder(folder).write(corpus);
    return corpus;
  }

  /**
   * Reads back what {@link #write} wrote.
   *
   * @param folder as given to {@link #write}
   * @throws DiptychException NOT_FOUND when there is no corpus, INVALID_REQUEST when its
   *     description is not of this form, IO when it cannot be read
   */
  public static DemoCorpus read(Path folder) {
    return new DemoFolder(folder).read();
  }

  /** {@return the folder to index: the pictures and their captions} */
  public static Path itemsFolder(Path folder) {
    return folder.resolve(DemoFolder.ITEMS);
  }
}
