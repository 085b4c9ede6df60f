package dev.diptych.library;

import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ModelStore;
import java.util.List;
import java.util.Set;

/**
 * The models of a machine and what each can do, as scripts read it. Fields are added, never renamed
 * or removed.
 */
public record ModelsAnswer(List<Model> models) {

  public ModelsAnswer {
    models = List.copyOf(models);
  }

  /**
   * One model.
   *
   * @param fingerprint 64 hexadecimal digits
   * @param family whose architecture it is: {@code blip}, {@code clip}, {@code siglip}, {@code
   *     albef}
   * @param capabilities of {@code recall}, {@code rerank} and {@code caption} those it has
   * @param embedded whether it is the one that ships inside and understands coloured shapes only
   * @param imageSide pixels of each side that a picture is brought to
   * @param inUse whether the index is searched with it
   */
  public record Model(
      String name,
      String fingerprint,
      String family,
      List<String> capabilities,
      boolean embedded,
      int imageSide,
      boolean inUse) {

    public Model {
      capabilities = List.copyOf(capabilities);
    }

    static Model of(Bundle bundle, boolean inUse) {
      return new Model(
          bundle.name(),
          bundle.fingerprint().hex(),
          bundle.family(),
          bundle.capabilities().stream().map(Models::word).toList(),
          bundle.isEmbedded(),
          bundle.shape().imageSide(),
          inUse);
    }
  }

  /**
   * Lists the models of a store. Costs reading a small file for each.
   *
   * @param used the fingerprints of those that the index is searched with, 64 digits
   */
  public static ModelsAnswer of(ModelStore store, Set<String> used) {
    return new ModelsAnswer(
        store.list().stream()
            .map(bundle -> Model.of(bundle, used.contains(bundle.fingerprint().hex())))
            .toList());
  }
}
