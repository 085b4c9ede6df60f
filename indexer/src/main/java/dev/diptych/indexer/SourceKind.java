package dev.diptych.indexer;

import dev.diptych.core.Modality;

/** What a source was taken for. */
public enum SourceKind {
  /** A file with a picture's signature, or a picture known from an earlier run. */
  IMAGE,
  /** One text: of a sidecar file, or of a row of a CSV or JSONL file. */
  TEXT,
  /** A file or folder that is neither; it can only be skipped. */
  OTHER;

  static SourceKind of(Modality modality) {
    return switch (modality) {
      case IMAGE -> IMAGE;
      case TEXT -> TEXT;
    };
  }
}
