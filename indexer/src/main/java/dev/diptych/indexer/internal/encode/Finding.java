package dev.diptych.indexer.internal.encode;

import dev.diptych.core.Modality;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.items.Draft;
import org.jspecify.annotations.Nullable;

/** What the stages found out about one source, for the writing stage to act on. */
public sealed interface Finding {

  /** {@return the source's URI} */
  String source();

  /** {@return what the source was taken for, null where for neither} */
  @Nullable Modality modality();

  /** The index has it as it is. */
  record Unchanged(String source, Modality modality) implements Finding {}

  /** The index has the content, or will have when this is written. */
  record Shared(Draft draft) implements Finding {

    @Override
    public String source() {
      return draft.source();
    }

    @Override
    public Modality modality() {
      return draft.modality();
    }
  }

  /**
   * Freshly encoded.
   *
   * @param draft the item
   * @param vectors what the encoder says of it
   * @param thumbnail a small JPEG of a picture, or null
   * @param cut what of it the model does not read, in a sentence without a full stop, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Encoded(Draft draft, Vectors vectors, byte @Nullable [] thumbnail, @Nullable String cut)
      implements Finding {

    @Override
    public String source() {
      return draft.source();
    }

    @Override
    public Modality modality() {
      return draft.modality();
    }
  }

  /**
   * It cannot be indexed.
   *
   * @param source its URI
   * @param modality what it was taken for, null where for neither
   * @param group what kind of skip it is
   * @param sideKind of a side file, what to count it under; else empty
   * @param reason why, in a sentence without a full stop
   * @param replaced whether what the index may hold of this source is certainly outdated; false
   *     where the source could not be read at all
   */
  record Skipped(
      String source,
      @Nullable Modality modality,
      SkipGroup group,
      String sideKind,
      String reason,
      boolean replaced)
      implements Finding {

    /** A skip of anything but a side file. */
    public Skipped(
        String source,
        @Nullable Modality modality,
        SkipGroup group,
        String reason,
        boolean replaced) {
      this(source, modality, group, "", reason, replaced);
    }
  }

  /** It was known and has vanished since the crawl. */
  record Vanished(String source, Modality modality) implements Finding {}
}
