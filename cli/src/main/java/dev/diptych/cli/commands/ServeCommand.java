package dev.diptych.cli.commands;

import dev.diptych.cli.internal.invocation.Action;
import dev.diptych.cli.internal.invocation.Invocation;
import dev.diptych.cli.internal.options.IndexOption;
import dev.diptych.cli.internal.options.NamedSources;
import dev.diptych.cli.internal.options.PixelLimit;
import dev.diptych.cli.internal.options.ServerBudget;
import dev.diptych.cli.internal.running.Serving;
import dev.diptych.encoders.WeightUse;
import dev.diptych.library.OpenOptions;
import dev.diptych.library.SpecChoice;
import dev.diptych.searcher.SearchOptions;
import dev.diptych.web.PublicUrl;
import dev.diptych.web.ReverseProxy;
import dev.diptych.web.TrustedProxies;
import dev.diptych.web.WebOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the search page and the REST API. */
@Command(
    name = "serve",
    header = "Serve the search page and the REST API on this machine.",
    description = {"", "Prints the address and runs until Ctrl-C.", ""},
    footer = {
      "",
      "Examples:",
      "  diptych serve --port 8080",
      "  diptych serve --roots ~/Pictures   # makes the first index, too, from the page"
    })
final class ServeCommand implements Action {

  private final Invocation invocation;

  @Mixin private final IndexOption index = new IndexOption();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to listen on (default: 127.0.0.1, this machine only).")
  private String host = WebOptions.DEFAULT_HOST;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on; 0 takes any free one (default: 7878).")
  private int port = WebOptions.DEFAULT_PORT;

  @Option(
      names = "--budget",
      paramLabel = "TIME|off",
      converter = ServerBudget.class,
      description =
          "Most time for the second stage of a search, also of one that asks for more or for no"
              + " limit: 500ms, 10s (default: 10s).")
  private Duration budget = ServerBudget.DEFAULT;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "Where people reach the page through a reverse proxy, such as"
              + " https://photos.example/pictures.")
  private @Nullable String publicUrl;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "ADDRESS",
      description =
          "A proxy whose X-Forwarded-Host is believed: an address, a network such as 10.0.0.0/8 or a"
              + " name; may be given several times.")
  private List<String> trustedProxies = List.of();

  @Option(
      names = "--weights",
      paramLabel = "mapped|packed",
      description = {
        "How the model's weights are used: mapped from their file, or copied into the processor's"
            + " order, which takes more than their size in memory and makes answers a few percent"
            + " faster (default: mapped)."
      })
  private WeightUse weights = WeightUse.MAPPED;

  @Option(
      names = "--watch",
      paramLabel = "PATH",
      description =
          "Keep the index up to date while this folder changes; may be given several times. See"
              + " \"diptych watch\".")
  private List<Path> watched = List.of();

  @Option(
      names = "--roots",
      paramLabel = "PATH",
      arity = "1..*",
      description =
          "Folders that may be indexed from the page and by request, with all that is below them"
              + " (default: none).")
  private List<Path> roots = List.of();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "Model of the index that is made where there is none and --roots or --watch are given"
              + " (default: the embedded one, which knows coloured shapes only).")
  private @Nullable String model;

  @Mixin private final PixelLimit pixels = new PixelLimit();

  ServeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public int perform() {
    if (!watched.isEmpty()) {
      NamedSources.requireAny(watched);
    }
    WebOptions options =
        WebOptions.DEFAULT
            .withHost(host)
            .withPort(port)
            .withProxy(
                new ReverseProxy(
                    Optional.ofNullable(publicUrl).map(PublicUrl::parse),
                    TrustedProxies.of(trustedProxies)))
            .withLongestBudget(Optional.of(budget).filter(Duration::isPositive));
    SearchOptions searching = SearchOptions.defaults().withImageLimits(pixels.limits());
    SpecChoice choice = model == null ? SpecChoice.DEFAULT : SpecChoice.DEFAULT.withModel(model);
    return new Serving(invocation, watched, roots, choice)
        .until(index.folder(invocation), options, new OpenOptions(searching, weights));
  }
}
