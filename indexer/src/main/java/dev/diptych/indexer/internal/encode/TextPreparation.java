package dev.diptych.indexer.internal.encode;

import dev.diptych.core.Modality;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.indexer.SkipGroup;
import dev.diptych.indexer.internal.encode.Prepared.Fresh;
import dev.diptych.indexer.internal.encode.Prepared.Settled;
import dev.diptych.indexer.internal.items.Draft;
import dev.diptych.indexer.internal.items.ItemStore;
import dev.diptych.indexer.internal.items.KnownItem;
import dev.diptych.indexer.internal.items.KnownItems;
import java.util.Optional;

/** Makes encoder input of a text, unless the index has its vector. Thread-safe. */
public final class TextPreparation {

  private final Optional<TextEncoder> encoder;
  private final KnownItems known;
  private final ItemStore store;

  /** A preparation for this encoder, if the model has one, and index. */
  public TextPreparation(Optional<TextEncoder> encoder, KnownItems known, ItemStore store) {
    this.encoder = encoder;
    this.known = known;
    this.store = store;
  }

  /** Looks at one text, or hands on why there is none. */
  public Prepared<TokenizedText> prepare(TextEntry entry) {
    return switch (entry) {
      case TextEntry.Unusable unusable -> new Settled<>(unusable.finding());
      case TextEntry.Usable usable -> prepare(usable.draft());
    };
  }

  private Prepared<TokenizedText> prepare(Draft draft) {
    KnownItem before = known.at(draft.source());
    if (before != null && before.isAs(draft)) {
      return new Settled<>(new Finding.Unchanged(draft.source(), Modality.TEXT));
    }
    boolean edited = before == null || !before.hasContentOf(draft);
    if (!edited || store.holdsContent(Modality.TEXT, draft.contentHash())) {
      return new Settled<>(new Finding.Shared(draft));
    }
    if (encoder.isEmpty()) {
      return skipped(draft, "the model has no text encoder");
    }
    try {
      TokenizedText tokens = encoder.get().tokenize(String.valueOf(draft.text()));
      String cut =
          tokens.truncated()
              ? "longer than the model reads: only its first %s tokens count"
                  .formatted(tokens.length())
              : null;
      return new Fresh<>(draft, tokens, null, cut);
    } catch (RuntimeException | StackOverflowError e) {
      return skipped(draft, "the tokenizer cannot read it: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      String reason = "reading it needs more memory than Java may use; raise -Xmx";
      return new Settled<>(
          new Finding.Skipped(draft.source(), Modality.TEXT, SkipGroup.UNSUPPORTED, reason, false));
    }
  }

  private static Prepared<TokenizedText> skipped(Draft draft, String reason) {
    return new Settled<>(
        new Finding.Skipped(draft.source(), Modality.TEXT, SkipGroup.UNSUPPORTED, reason, true));
  }
}
