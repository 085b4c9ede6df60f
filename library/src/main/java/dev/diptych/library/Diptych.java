package dev.diptych.library;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.ModelStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Diptych in a Java program: the models of a home folder, and the indexes that are made and
 * searched with them.
 *
 * <pre>{@code
 * try (Diptych diptych = Diptych.open()) {
 *   DiptychIndex index = diptych.index(Path.of("pictures-index"));
 *   index.update(List.of(Path.of("Pictures")));
 *   index.search(SearchRequest.words("a dog on a beach")).hits();
 * }
 * }</pre>
 *
 * <p>Thread-safe. {@link #close} closes the indexes that were opened through it, each after its
 * run.
 */
public final class Diptych implements AutoCloseable {

  private final Models models;
  private final List<DiptychIndex> indexes = new ArrayList<>();
  private boolean closed;

  private Diptych(Path home) {
    this.models = Models.at(home.resolve("models"));
  }

  /**
   * Opens the home folder of the command line: {@code DIPTYCH_HOME}, else {@code .diptych} in the
   * user's home folder.
   */
  public static Diptych open() {
    String home = System.getenv().getOrDefault("DIPTYCH_HOME", "");
    return open(
        home.isBlank() ? Path.of(System.getProperty("user.home"), ".diptych") : Path.of(home));
  }

  /**
   * Opens a home folder. Reads and writes nothing yet.
   *
   * @param home where models are kept, in the folder {@code models}; need not exist
   */
  public static Diptych open(Path home) {
    return new Diptych(home.toAbsolutePath());
  }

  /** {@return the models of this home: to import, find and remove them} */
  public ModelStore models() {
    return models.store();
  }

  /** As {@link #index(Path, OpenOptions)}, with {@link OpenOptions#DEFAULT}. */
  public DiptychIndex index(Path folder) {
    return index(folder, OpenOptions.DEFAULT);
  }

  /**
   * An index, or the place for one. Reads nothing yet; costs next to nothing.
   *
   * @param folder where {@code index.json} lies or shall lie
   * @param options how it is searched
   * @throws IllegalStateException after {@link #close}
   */
  public synchronized DiptychIndex index(Path folder, OpenOptions options) {
    if (closed) {
      throw new IllegalStateException("this Diptych is closed; open another");
    }
    indexes.removeIf(DiptychIndex::isClosed);
    DiptychIndex index = new DiptychIndex(folder, models, options);
    indexes.add(index);
    return index;
  }

  /**
   * Closes every index opened here, the last first; what is being written is committed before.
   *
   * @throws DiptychException the first failure of several, the others suppressed
   */
  @Override
  public void close() {
    List<DiptychIndex> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(indexes.reversed());
      indexes.clear();
    }
    RuntimeException failure = null;
    for (DiptychIndex index : open) {
      try {
        index.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
