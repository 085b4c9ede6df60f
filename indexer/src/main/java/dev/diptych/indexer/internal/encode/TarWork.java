package dev.diptych.indexer.internal.encode;

import dev.diptych.encoders.PixelValues;
import dev.diptych.indexer.internal.tar.TarPicture;
import dev.diptych.indexer.internal.tar.TarReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The pictures in archives as work to be done by several threads. Where an archive lies as it is,
 * whoever does the work reads a picture from its place. A packed one is unpacked here, picture
 * after picture as they are asked for, so that it is unpacked once and few of them are in memory.
 * Not thread-safe.
 */
public final class TarWork implements Iterator<Callable<Prepared<PixelValues>>>, Closeable {

  /** Most bytes of unpacked pictures that wait; those beyond are read by whoever works. */
  private static final long MOST_HELD = Runtime.getRuntime().maxMemory() / 4;

  private final AtomicLong held = new AtomicLong();
  private final Iterator<TarPicture> pictures;
  private final TarPreparation preparation;
  private @Nullable TarReader packed;
  private @Nullable Path unpacking;

  /**
   * Work to come.
   *
   * @param pictures those of an archive together, in its order
   */
  public TarWork(List<TarPicture> pictures, TarPreparation preparation) {
    this.pictures = pictures.iterator();
    this.preparation = preparation;
  }

  @Override
  public boolean hasNext() {
    return pictures.hasNext();
  }

  @Override
  public Callable<Prepared<PixelValues>> next() {
    TarPicture picture = pictures.next();
    long bytes = picture.member().bytes();
    if (!picture.packed() || !preparation.isDue(picture) || held.get() + bytes > MOST_HELD) {
      return () -> inPlace(picture);
    }
    try {
      byte[] content =
          reader(picture.archive().path()).read(picture.member(), Integer.MAX_VALUE - 8);
      held.addAndGet(bytes);
      return () -> unpacked(picture, content);
    } catch (IOException | OutOfMemoryError e) {
      return () -> inPlace(picture); // fails there once more, and is told
    }
  }

  /** Of a packed archive this unpacks all that lies before. */
  private Prepared<PixelValues> inPlace(TarPicture picture) throws IOException {
    try (TarReader reader = new TarReader(picture.archive().path())) {
      return preparation.prepare(picture, reader::read);
    }
  }

  private Prepared<PixelValues> unpacked(TarPicture picture, byte[] content) {
    try {
      return preparation.prepare(
          picture, (_, most) -> content.length <= most ? content : Arrays.copyOf(content, most));
    } finally {
      held.addAndGet(-content.length);
    }
  }

  private TarReader reader(Path archive) throws IOException {
    TarReader open = packed;
    if (open == null || !archive.equals(unpacking)) {
      close();
      open = new TarReader(archive);
      packed = open;
      unpacking = archive;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    TarReader open = packed;
    packed = null;
    if (open != null) {
      open.close();
    }
  }
}
