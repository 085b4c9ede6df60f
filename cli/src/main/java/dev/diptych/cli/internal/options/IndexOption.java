package dev.diptych.cli.internal.options;

import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.index.IndexFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that every command about an index has. */
public final class IndexOption {

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description = "Folder of the index (default: DIPTYCH_INDEX, else ./index-data/default).")
  private @Nullable Path folder;

  /** {@return where the index that is meant lies} */
  public Path folder(Invocation invocation) {
    return invocation.indexFolder(folder);
  }

  /** {@return the files of the index that is meant} */
  public IndexFolder open(Invocation invocation) {
    return IndexFolder.at(folder(invocation));
  }
}
