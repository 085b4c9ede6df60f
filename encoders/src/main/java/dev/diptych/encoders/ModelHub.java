package dev.diptych.encoders;

import dev.diptych.core.DiptychException;
import dev.diptych.encoders.internal.hub.CheckpointDownload;
import dev.diptych.encoders.internal.hub.CheckpointName;
import dev.diptych.encoders.internal.hub.DownloadFolders;
import dev.diptych.encoders.internal.hub.HubSettings;
import dev.diptych.encoders.internal.hub.KnownCheckpoints;
import dev.diptych.encoders.internal.hub.PictureDownload;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fetches published checkpoints from a hub that speaks the API of huggingface.co. This is the only
 * type of the module that uses the network, and only inside {@link #pull} and {@link #picture}.
 * Thread-safe; two pulls of one checkpoint, also by two processes, wait for each other.
 *
 * <p>A checkpoint is fetched whole or not at all: its files grow in a hidden folder, each is
 * checked against the size and hash that the hub announced, and the folder is renamed at the end.
 * What was interrupted goes on where it stopped. {@code source.json} beside the files says where
 * they came from, with commit and SHA-256; a later pull refuses files that changed since.
 */
public final class ModelHub {

  private final HubSettings settings;
  private final Path downloads;

  private ModelHub(HubSettings settings, Path downloads) {
    this.settings = settings;
    this.downloads = downloads.toAbsolutePath();
  }

  /**
   * A hub at an address, used anonymously, through the proxies that the JVM is set to.
   *
   * @param base its address, {@code https://huggingface.co} or a mirror's
   * @param downloads the folder of all downloads; made with the first pull
   * @throws DiptychException INVALID_REQUEST when the address is none of http or https
   */
  public static ModelHub at(URI base, Path downloads) {
    return new ModelHub(HubSettings.of(base), downloads);
  }

  /**
   * The hub that the environment names: {@code DIPTYCH_HUB} or {@code HF_ENDPOINT}, else
   * huggingface.co; with the token of {@code HF_TOKEN}, {@code HF_TOKEN_PATH} or the one stored
   * below {@code HF_HOME}; through {@code https_proxy}, {@code http_proxy}, {@code all_proxy},
   * {@code no_proxy} where these are set and Java's own properties are not. {@code HF_HUB_OFFLINE}
   * forbids the network. What other tools keep in {@code HF_HUB_CACHE}, or {@code hub} below {@code
   * HF_HOME}, is taken from there.
   *
   * @param environment the process environment
   * @param downloads the folder of all downloads; made with the first pull
   * @throws DiptychException INVALID_REQUEST when one of these cannot be used
   */
  public static ModelHub of(Map<String, String> environment, Path downloads) {
    return new ModelHub(HubSettings.of(environment), downloads);
  }

  /** A hub reached in a way of its own, as tests do. */
  static ModelHub with(HubSettings settings, Path downloads) {
    return new ModelHub(settings, downloads);
  }

  /**
   * {@return the names that {@link #pull} knows without an owner: the released checkpoints of BLIP,
   * CLIP and BLIP-2's ITM, and those of SigLIP 2 from 256 to 384 pixels}
   */
  public static List<String> knownNames() {
    return KnownCheckpoints.names();
  }

  /**
   * {@return the licence of a checkpoint that {@link #pull} knows by name, and who says so; empty
   * for others}
   *
   * @param repository owner and name, {@code google/siglip2-base-patch16-256}
   */
  public static Optional<String> licence(String repository) {
    return KnownCheckpoints.licence(repository);
  }

  /**
   * Fetches a checkpoint: configuration, preprocessing, tokenizer, and the weights as {@code
   * model.safetensors} or, where there is none, {@code pytorch_model.bin}; in parts where the hub
   * has them so. One that is here already is only read through and compared with its record; a
   * revision that is a commit then needs no network at all, and any other one is compared with what
   * the hub announces now, where the hub can be reached.
   *
   * @param name a {@linkplain #knownNames known name} or {@code OWNER/REPO}, either with
   *     {@code @REVISION} (branch, tag, {@code refs/pr/N} or commit)
   * @param listener told what happens, on the calling thread
   * @return where it is
   * @throws DiptychException INVALID_REQUEST when the name is none; NOT_FOUND when the hub has
   *     nothing of that name; INVALID_CHECKPOINT when what it has cannot be imported, is not what
   *     it announced, or changed since an earlier pull; UNAVAILABLE when it cannot be reached, too
   *     little space is left, or the thread was interrupted; IO when the disk refuses
   */
  public PulledCheckpoint pull(String name, Consumer<PullEvent> listener) {
    return new CheckpointDownload(settings, downloads, CheckpointName.parse(name), listener).run();
  }

  /**
   * Fetches the picture that published values are of.
   *
   * @param listener told what happens, on the calling thread
   * @return the file, with the announced hash where one is known
   * @throws DiptychException INVALID_REFERENCE when it is another file; UNAVAILABLE when it cannot
   *     be fetched
   */
  public byte[] picture(PublishedValues.Picture picture, Consumer<PullEvent> listener) {
    return PictureDownload.fetch(settings, picture, listener);
  }

  /**
   * How much of this machine's disk fetched files take, parts of interrupted pulls included. They
   * are not needed once the checkpoint is imported, but save fetching it again.
   *
   * @param downloads the folder of all downloads; may be missing
   * @param repository name without owner, {@code blip-itm-base-coco}
   * @return bytes, 0 where nothing was fetched
   */
  public static long downloadedBytes(Path downloads, String repository) {
    return new DownloadFolders(downloads).bytes(repository);
  }

  /**
   * Deletes fetched files, and with them the record that later pulls are compared with.
   *
   * @param downloads the folder of all downloads; may be missing
   * @param repository name without owner, {@code blip-itm-base-coco}
   */
  public static void discardDownloads(Path downloads, String repository) {
    new DownloadFolders(downloads).delete(repository);
  }
}
