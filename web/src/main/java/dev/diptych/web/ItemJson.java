package dev.diptych.web;

import dev.diptych.core.Item;
import dev.diptych.library.FactsAnswer;
import dev.diptych.library.GeneratedAnswer;
import dev.diptych.searcher.GeneratedText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JSON form of one item. */
record ItemJson(
    String id,
    String modality,
    @Nullable String text,
    List<String> texts,
    @Nullable GeneratedAnswer generatedBy,
    List<GeneratedAnswer> generatedTexts,
    int width,
    int height,
    String fileName,
    String source,
    @Nullable String address,
    int copies,
    List<String> sources,
    @Nullable String imageSource,
    String contentHash,
    long bytes,
    String modified,
    @Nullable String image,
    @Nullable String thumbnail,
    FactsAnswer facts) {

  static ItemJson of(
      Item item,
      List<Item> copies,
      List<String> texts,
      List<GeneratedText> generated,
      ItemLinks links) {
    return new ItemJson(
        item.id().value(),
        item.modality().name().toLowerCase(Locale.ROOT),
        item.text(),
        texts,
        GeneratedAnswer.of(item),
        generated.stream().map(GeneratedAnswer::of).toList(),
        item.width(),
        item.height(),
        ItemLinks.fileName(item),
        item.source().uri(),
        item.source().address().orElse(null),
        copies.size(),
        Stream.concat(Stream.of(item), copies.stream()).map(copy -> copy.source().uri()).toList(),
        item.imageSource(),
        item.contentHash(),
        item.bytes(),
        Instant.ofEpochMilli(item.modifiedMillis()).toString(),
        links.image(item).orElse(null),
        links.thumbnail(item).orElse(null),
        FactsAnswer.of(item.facts()));
  }
}
