package dev.diptych.cli;

import static dev.diptych.testkit.StrangeServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.internal.invocation.ExitStatus;
import dev.diptych.testkit.StrangeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The options that let {@code index} use the network. */
@Timeout(120)
final class NetworkOptionsTest {

  private static final String CHAT = "/v1/chat/completions";

  @TempDir private Path folder;
  private SmallCollection collection;
  private StrangeServer server;

  @BeforeEach
  void start() throws IOException {
    collection = SmallCollection.in(folder);
    server = new StrangeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CapturedRun index(Map<String, String> environment, String... options) {
    List<String> arguments = new ArrayList<>(List.of("index"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--index", folder.resolve("index").toString()));
    Map<String, String> all = new HashMap<>(environment);
    all.put("DIPTYCH_HOME", folder.resolve("home").toString());
    return CapturedRun.of(all, arguments.toArray(String[]::new));
  }

  @Test
  void index_remotePictures_onlyWhereAllowed_andNeverFromThisMachine() throws IOException {
    String list =
        Files.writeString(
                folder.resolve("list.csv"), "url,caption\n" + server.at("/a.png") + ",red\n")
            .toString();
    assertThat(index(Map.of(), list).out()).contains("is on the web", "without --allow-remote");
    CapturedRun allowed = index(Map.of(), list, "--allow-remote");
    assertThat(allowed.out()).contains("only public addresses are fetched from");
    assertThat(server.asked()).isEmpty();
    CapturedRun refresh = index(Map.of(), list, "--refresh-remote");
    assertThat(refresh.code()).isEqualTo(ExitStatus.USER);
    assertThat(refresh.err()).contains("add --allow-remote");
  }

  @Test
  void index_captionerThatFails_saysSoInOneLine_andKeepsTheIndex() {
    List<String> keys = Collections.synchronizedList(new ArrayList<>());
    server.on(
        CHAT,
        exchange -> {
          keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          status(401).to(exchange);
        });
    String pictures = collection.pictures().toString();
    String captioner = server.at("/v1#llava");
    CapturedRun run =
        index(
            Map.of("OPENAI_API_KEY", "of-another"),
            pictures,
            "--caption=1",
            "--captioner",
            captioner);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitStatus.RESOURCE);
    assertThat(run.err()).contains("pictures are sent to " + captioner);
    assertThat(run.err().lines().filter(line -> line.contains("HTTP 401"))).hasSize(1);
    assertThat(run.out()).contains("seen 24 = indexed 24");
    assertThat(keys).isNotEmpty().allMatch("null"::equals);

    keys.clear();
    CapturedRun again =
        index(
            Map.of("DIPTYCH_CAPTIONER_KEY", "s3cret"),
            pictures,
            "--caption=1",
            "--captioner",
            captioner);
    assertThat(again.out()).contains("reused 24");
    assertThat(again.err()).doesNotContain("s3cret");
    assertThat(keys).isNotEmpty().allMatch("Bearer s3cret"::equals);
  }

  @Test
  void index_captionOptionsThatSayNothing_areRefused() {
    String pictures = collection.pictures().toString();
    for (List<String> options :
        List.of(
            List.of("--captioner", "http://127.0.0.1/v1#m"),
            List.of("--caption-budget", "5"),
            List.of("--caption", "--caption-budget", "much"),
            List.of("--caption", "--caption-budget", "0"),
            List.of("--caption", "--captioner", "http://127.0.0.1/v1"))) {
      List<String> all = new ArrayList<>(options);
      all.addFirst(pictures);
      assertThat(index(Map.of(), all.toArray(String[]::new)).code())
          .as("%s", options)
          .isEqualTo(ExitStatus.USER);
    }
    assertThat(folder.resolve("index")).doesNotExist();
  }
}
