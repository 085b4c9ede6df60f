package dev.diptych.indexer.internal.encode;

import dev.diptych.encoders.ImageLimits;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.crawl.RegularFile;
import java.io.IOException;
import java.io.InputStream;

/** Reads the bytes of picture files. */
final class PictureFile {

  private PictureFile() {}

  /** Reads one byte more than is allowed at most: the file may have grown since it was measured. */
  static byte[] read(FoundFile file, ImageLimits limits) throws IOException {
    try (InputStream in = RegularFile.open(file.path())) {
      return in.readNBytes((int) Math.min(limits.maxBytes() + 1, Integer.MAX_VALUE - 8));
    }
  }
}
