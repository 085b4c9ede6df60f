package dev.diptych.index.internal.generation;

import dev.diptych.core.Item;
import dev.diptych.index.internal.files.Thumbnails;
import dev.diptych.index.internal.items.ThumbnailUpkeep;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.lucene.index.DirectoryReader;

/** Compares every thumbnail with its checksum, and looks for those that are missing or too many. */
final class ThumbnailVerification {

  private final Thumbnails thumbnails;
  private final Verification findings;
  private long missing;
  private long unchecked;
  private long unowned;

  ThumbnailVerification(Thumbnails thumbnails, Verification findings) {
    this.thumbnails = thumbnails;
    this.findings = findings;
  }

  /** Takes note of a picture of the index. */
  void expect(Item picture) {
    String hash = picture.contentHash();
    if (Thumbnails.isContentHash(hash) && !Files.exists(thumbnails.file(hash))) {
      missing++;
    }
  }

  /** Reads all; called when every picture has been expected. */
  void run(DirectoryReader reader) throws IOException {
    thumbnails.forEach(
        (hash, file) -> {
          if (hash == null || !ThumbnailUpkeep.isHeld(reader, hash)) {
            unowned++;
            return;
          }
          switch (thumbnails.state(hash)) {
            case SOUND -> {}
            case UNCHECKED -> unchecked++;
            case DAMAGED ->
                findings.damagedThumbnail(
                    "the thumbnail %s does not have the bytes that were written; it is disposable, no result depends on it"
                        .formatted(file));
            case MISSING -> missing++; // deleted at this moment
          }
        });
    if (missing > 0 && Files.isDirectory(thumbnails.folder())) { // else it was made without
      findings.stale("%s pictures have no thumbnail".formatted(missing));
    }
    if (unowned > 0) {
      findings.note("%s files in %s belong to no item".formatted(unowned, thumbnails.folder()));
    }
    if (unchecked > 0) {
      findings.unprovable(
          "%s thumbnails were written without a checksum by an earlier version, so nobody can say whether their bits are as they were"
              .formatted(unchecked),
          thumbnails.folder());
    }
  }
}
