package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.IoReason;
import dev.diptych.encoders.internal.bundle.TemporaryFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What lies in the folder of all downloads: {@code OWNER/REVISION/REPO}, whole or in parts. */
public final class DownloadFolders {

  private final Path downloads;

  /**
   * @param downloads the folder of all downloads; may be missing
   */
  public DownloadFolders(Path downloads) {
    this.downloads = downloads;
  }

  /** {@return how many bytes were fetched of repositories of this name} */
  public long bytes(String repository) {
    try {
      long bytes = 0;
      for (Path folder : folders(repository)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            bytes += Files.size(file);
          }
        }
      }
      return bytes;
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** Deletes what was fetched of repositories of this name, when nobody is fetching it. */
  public void delete(String repository) {
    try {
      for (Path folder : folders(repository)) {
        Path lock = folder.resolveSibling("." + repository + ".lock");
        try (PullLock _ = PullLock.take(lock, () -> {})) {
          TemporaryFolder.delete(folder);
        }
      }
    } catch (IOException e) {
      throw failed("delete", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DiptychException(
          ErrorCode.UNAVAILABLE, "interrupted while a pull of " + repository + " ran", e);
    }
  }

  private List<Path> folders(String repository) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Path owner : below(downloads)) {
      for (Path revision : below(owner)) {
        for (String name : List.of(repository, CheckpointDownload.growingName(repository))) {
          if (Files.isDirectory(revision.resolve(name))) {
            folders.add(revision.resolve(name));
          }
        }
      }
    }
    return folders;
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isDirectory)) {
      List<Path> folders = new ArrayList<>();
      all.forEach(folders::add);
      return folders;
    }
  }

  private DiptychException failed(String verb, IOException e) {
    return new DiptychException(
        ErrorCode.IO,
        "cannot %s downloads in %s: %s".formatted(verb, downloads, IoReason.withFile(e)),
        e);
  }
}
