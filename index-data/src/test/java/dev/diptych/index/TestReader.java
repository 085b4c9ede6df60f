package dev.diptych.index;

import dev.diptych.core.DiptychException;
import dev.diptych.core.Embedding;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PatchFeatures;
import java.util.List;
import java.util.Optional;

/** An open index as tests read it: one thing at a time, each through a view of its own. */
public record TestReader(ItemReader reader) implements AutoCloseable {

  public static TestReader of(ItemReader reader) {
    return new TestReader(reader);
  }

  public IndexSpec spec() {
    try (IndexView view = reader.view()) {
      return view.spec();
    }
  }

  public int count(Modality modality) {
    try (IndexView view = reader.view()) {
      return view.count(modality);
    }
  }

  public Recall nearest(Modality target, Embedding query, int k) {
    return recall(RecallRequest.nearest(target, query, k));
  }

  public Recall nearest(Modality target, Embedding query, int k, int beam) {
    return recall(RecallRequest.nearest(target, query, k).with(new Effort.Beam(beam)));
  }

  public Recall nearestExact(Modality target, Embedding query, int k) {
    return recall(RecallRequest.nearest(target, query, k).with(new Effort.Exact()));
  }

  public Recall recall(RecallRequest request) {
    try (IndexView view = reader.view()) {
      return view.recall(request);
    }
  }

  public Optional<Item> item(ItemId id) {
    return items(List.of(id)).stream().findFirst();
  }

  public List<Item> items(List<ItemId> ids) {
    try (IndexView view = reader.view()) {
      return view.items(ids);
    }
  }

  public Optional<Embedding> vector(ItemId id) {
    try (IndexView view = reader.view()) {
      return Optional.ofNullable(view.vectors(List.of(id)).get(id));
    }
  }

  public Optional<PatchFeatures> features(ItemId id) {
    try (IndexView view = reader.view()) {
      StoredFeatures stored = view.features(List.of(id));
      DiptychException damage = stored.damaged().get(id);
      if (damage != null) {
        throw damage;
      }
      return Optional.ofNullable(stored.found().get(id));
    }
  }

  public List<Item> textsOf(String imageSource) {
    try (IndexView view = reader.view()) {
      return view.textsOf(List.of(imageSource)).getOrDefault(imageSource, List.of());
    }
  }

  public Optional<byte[]> thumbnail(String contentHash) {
    return reader.thumbnail(contentHash);
  }

  public boolean refresh() {
    return reader.refresh();
  }

  @Override
  public void close() {
    reader.close();
  }
}
