package dev.diptych.indexer.internal.plan;

import dev.diptych.indexer.internal.captions.CaptionFormat;
import dev.diptych.indexer.internal.captions.NotCaptionsException;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.tar.TarSamples;
import java.util.List;

/** A file that texts come from. */
sealed interface TextFile {

  /** {@return the file} */
  FoundFile file();

  /**
   * A {@code .txt}.
   *
   * @param file the file
   * @param pictures sources of the files it may belong to, likeliest first
   */
  record Beside(FoundFile file, List<String> pictures) implements TextFile {

    public Beside {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * A file that shows at its beginning that it holds no captions.
   *
   * @param file the file
   * @param why what it is instead
   */
  record Refused(FoundFile file, NotCaptionsException why) implements TextFile {}

  /**
   * An archive of samples.
   *
   * @param samples what is in it
   */
  record Archive(TarSamples samples) implements TextFile {

    @Override
    public FoundFile file() {
      return samples.archive();
    }
  }

  /**
   * A file of entries.
   *
   * @param file the file
   * @param format any but a sidecar's
   */
  record Table(FoundFile file, CaptionFormat format) implements TextFile {}
}
