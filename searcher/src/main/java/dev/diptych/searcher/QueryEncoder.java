package dev.diptych.searcher;

import dev.diptych.core.ContentHash;
import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.encoders.ImageEncoder;
import dev.diptych.encoders.ImageEncoding;
import dev.diptych.encoders.Model;
import dev.diptych.encoders.TextEncoder;
import dev.diptych.encoders.TokenizedText;
import dev.diptych.index.IndexSpec;
import dev.diptych.index.IndexView;
import dev.diptych.searcher.internal.cache.QueryCache;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Step 1 of a search: the query becomes a vector, and what the second stage reads. */
final class QueryEncoder {

  private final Model model;
  private final PictureFeatures pictureFeatures;
  private final PictureReader pictures;
  private final QueryCache cache;

  QueryEncoder(
      Model model, PictureFeatures pictureFeatures, PictureReader pictures, QueryCache cache) {
    this.model = model;
    this.pictureFeatures = pictureFeatures;
    this.pictures = pictures;
    this.cache = cache;
  }

  /** Encodes a query for a search in items of the target's kind. */
  EncodedQuery encode(Query query, Modality target, IndexView view) {
    return switch (query) {
      case Mix mix -> new MixEncoder(this).encode(mix, target, view);
      case Query.Single single -> encode(single, view);
    };
  }

  EncodedQuery encode(Query.Single query, IndexView view) {
    return switch (query) {
      case Query.Text text -> words(text);
      case Query.Image image -> picture(image, view.spec());
      case Query.IndexedItem item -> indexed(item.id(), view);
    };
  }

  private EncodedQuery words(Query.Text query) {
    String words = query.words();
    if (words.isBlank()) {
      throw nothingToLookFor("it is empty");
    }
    TextEncoder encoder =
        model
            .textEncoder()
            .orElseThrow(
                () ->
                    new DiptychException(
                        ErrorCode.INVALID_REQUEST,
                        "searching by words needs a model with a text encoder, but %s has none; search by picture or index with a retrieval model"
                            .formatted(model.bundle().name())));
    TokenizedText tokens = encoder.tokenize(words);
    if (!tokens.hasContent()) {
      throw nothingToLookFor("none of its characters is one that the model reads");
    }
    return new EncodedQuery.Words(
        vector(encoder, tokens),
        words,
        query.parts().stream()
            .map(encoder::tokenize)
            .filter(TokenizedText::hasContent)
            .map(part -> vector(encoder, part))
            .toList(),
        query.checks(),
        encoder.brokenShare(tokens),
        Optional.empty(),
        QueryWarnings.of(tokens, encoder.unread(words)));
  }

  private Embedding vector(TextEncoder encoder, TokenizedText tokens) {
    return cache
        .get(
            new QueryCache.Key(model.fingerprint(), Modality.TEXT, tokens.ids().toString()),
            () ->
                new QueryCache.Encoded(
                    encoder.encode(List.of(tokens)).getFirst(), Optional.empty()))
        .vector();
  }

  private EncodedQuery picture(Query.Image image, IndexSpec index) {
    byte[] file = image.toArray();
    QueryCache.Encoded encoded =
        cache.get(
            new QueryCache.Key(
                model.fingerprint(),
                Modality.IMAGE,
                PictureFeatures.cacheKey(index, ContentHash.of(file))),
            () -> {
              ImageEncoder encoder = model.imageEncoder();
              ImageEncoding encoding =
                  encoder
                      .encode(List.of(pictures.read(file, image.name(), encoder::preprocess)))
                      .getFirst();
              return new QueryCache.Encoded(
                  encoding.vector(),
                  Optional.of(PictureFeatures.withinBudget(index, encoding.features())));
            });
    return new EncodedQuery.Picture(encoded.vector(), encoded::features, Optional.empty());
  }

  private EncodedQuery indexed(ItemId id, IndexView view) {
    Item item = view.items(List.of(id)).stream().findFirst().orElseThrow(() -> unknown(id));
    Embedding vector = Objects.requireNonNull(view.vectors(List.of(id)).get(id));
    String text = item.text();
    if (text == null) {
      return new EncodedQuery.Picture(
          vector, () -> pictureFeatures.of(view, item), Optional.of(item));
    }
    Optional<TextEncoder> encoder = model.textEncoder();
    List<String> warnings =
        encoder
            .map(each -> QueryWarnings.of(each.tokenize(text), each.unread(text)))
            .orElse(List.of());
    double broken = encoder.map(each -> each.brokenShare(each.tokenize(text))).orElse(0.0);
    return new EncodedQuery.Words(
        vector, text, List.of(), List.of(), broken, Optional.of(item), warnings);
  }

  private static DiptychException nothingToLookFor(String actual) {
    return new DiptychException(
        ErrorCode.INVALID_REQUEST,
        "a search by words needs at least one word, but %s; say what to look for"
            .formatted(actual));
  }

  private static DiptychException unknown(ItemId id) {
    return new DiptychException(
        ErrorCode.NOT_FOUND,
        "the index holds no item %s; it may have been removed since it was found".formatted(id));
  }
}
