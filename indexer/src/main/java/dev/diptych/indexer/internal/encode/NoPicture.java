package dev.diptych.indexer.internal.encode;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Modality;
import dev.diptych.encoders.FileContent;
import dev.diptych.encoders.ImageReader;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.crawl.FoundFile;
import dev.diptych.indexer.internal.patterns.SideFiles;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what a file is whose first bytes are those of no picture. Thread-safe. */
final class NoPicture {

  private final ImageReader reader;

  NoPicture(ImageReader reader) {
    this.reader = reader;
  }

  /**
   * What is called like a picture should be one; of other files only kinds of pictures stand out.
   *
   * @param modality of what the index has of the file, null for nothing
   * @param head the first bytes of the file
   */
  Finding.Skipped of(FoundFile file, @Nullable Modality modality, byte[] head) {
    String name = file.name();
    FileContent content = ImageReader.contentOf(head);
    Optional<String> side = SideFiles.kindByName(name);
    if (side.isPresent()) {
      return new Finding.Skipped(
          file.source(),
          modality,
          SkipGroup.SIDE_FILE,
          side.get(),
          "a side file (%s), which holds no picture".formatted(side.get()),
          true);
    }
    boolean named = SideFiles.isNamedLikePicture(name);
    SkipGroup group =
        switch (content) {
          case PICTURE -> SkipGroup.UNSUPPORTED;
          case SOUND, VIDEO, ARCHIVE, DOCUMENT, PROGRAM ->
              named ? SkipGroup.UNSUPPORTED : SkipGroup.SIDE_FILE;
          case TEXT, NOTHING, UNKNOWN -> named ? SkipGroup.DAMAGED : SkipGroup.SIDE_FILE;
        };
    return new Finding.Skipped(
        file.source(),
        modality,
        group,
        group == SkipGroup.SIDE_FILE ? SideFiles.kind(name, content) : "",
        reasonAgainst(head, name),
        true);
  }

  /** The reader knows best what a file is that is no picture. */
  private String reasonAgainst(byte[] head, String name) {
    try {
      reader.read(head, name);
      return "not in a known picture format";
    } catch (DiptychException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
