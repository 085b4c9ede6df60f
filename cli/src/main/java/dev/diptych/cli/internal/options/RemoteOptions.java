package dev.diptych.cli.internal.options;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.indexer.RemoteFetching;
import picocli.CommandLine.Option;

/** Whether pictures are fetched that tables name by their address. */
public final class RemoteOptions {

  @Option(
      names = "--allow-remote",
      description =
          "Fetch pictures that tables and JSON name by an http or https address, from public"
              + " addresses only; those that the index has are not fetched again.")
  private boolean allow;

  @Option(
      names = "--refresh-remote",
      description =
          "With --allow-remote, ask for pictures that the index has, too; most servers send only"
              + " what has changed.")
  private boolean refresh;

  /** {@return what was chosen} */
  public RemoteFetching fetching() {
    if (refresh && !allow) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "--refresh-remote asks servers for pictures again, but nothing may be fetched; add --allow-remote");
    }
    return refresh ? RemoteFetching.ALL : allow ? RemoteFetching.NEW : RemoteFetching.OFF;
  }
}
