package dev.diptych.benchmarks.families;

import dev.diptych.benchmarks.Workspace;
import dev.diptych.encoders.Bundle;
import dev.diptych.encoders.ImportOptions;
import dev.diptych.encoders.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Models of random weights, imported as any other and removed again. */
final class RandomModels implements AutoCloseable {

  private final Workspace workspace;
  private final List<Bundle> bundles;

  private RandomModels(Workspace workspace, List<Bundle> bundles) {
    this.workspace = workspace;
    this.bundles = bundles;
  }

  /**
   * Writes a checkpoint, imports it, and deletes it.
   *
   * @param precisions one model each, in this order
   */
  static RandomModels make(Layout layout, Workspace workspace, Precision... precisions)
      throws IOException {
    Path checkpoint = workspace.folder("families").resolve(layout.folderName());
    IndexBytes.delete(checkpoint); // what a run that was ended has left
    try {
      layout.write(checkpoint);
      List<Bundle> bundles = new ArrayList<>();
      for (Precision precision : precisions) {
        bundles.add(
            workspace.models().importCheckpoint(checkpoint, ImportOptions.DEFAULT.with(precision)));
      }
      return new RandomModels(workspace, bundles);
    } finally {
      IndexBytes.delete(checkpoint);
    }
  }

  /** {@return the model of this place among the precisions} */
  Bundle bundle(int place) {
    return bundles.get(place);
  }

  /** Removes the models, which nobody may have loaded any more. */
  @Override
  public void close() throws IOException {
    for (Bundle bundle : bundles) {
      workspace.models().remove(bundle);
    }
  }
}
