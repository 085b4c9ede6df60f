package dev.diptych.web;

import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.searcher.EngineStatus;
import dev.diptych.searcher.SearchRequest;
import dev.diptych.searcher.SearchResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the routes ask of a search engine. Thread-safe. */
interface Engine {

  SearchResponse search(SearchRequest request);

  Optional<Item> item(ItemId id);

  List<String> textsOf(Item item);

  Optional<byte[]> thumbnail(ItemId id);

  /** The original file of an image, if it still is what was indexed. */
  Optional<Path> imageFile(ItemId id);

  EngineStatus status();

  boolean isWarm();
}
