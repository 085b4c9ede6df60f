package dev.diptych.encoders.internal.hub;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.encoders.PublishedValues.Picture;
import dev.diptych.encoders.PullEvent;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;

/** Fetches one small picture, whole and into memory. */
public final class PictureDownload {

  private static final int MOST_BYTES = 32 << 20;

  private PictureDownload() {}

  /**
   * {@return the file}
   *
   * @throws DiptychException INVALID_REFERENCE when it is not the picture; UNAVAILABLE when it
   *     cannot be fetched
   */
  public static byte[] fetch(HubSettings settings, Picture picture, Consumer<PullEvent> listener) {
    HubSettings server = settings;
    String path = "/" + picture.address();
    if (!picture.isOfHub()) {
      URI address = URI.create(picture.address());
      server = settings.at(address.resolve("/"));
      path = address.getRawPath();
    }
    byte[] file = fetch(server, path, listener);
    picture.require(file, server.base() + path);
    return file;
  }

  private static byte[] fetch(HubSettings server, String path, Consumer<PullEvent> listener) {
    try (HubConnection connection = new HubConnection(server, listener)) {
      return new Patience(server, listener)
          .retries("the picture " + server.base() + path)
          .call(() -> read(connection, server, path));
    }
  }

  private static byte[] read(HubConnection connection, HubSettings server, String path)
      throws IOException, InterruptedException {
    try (HubAnswer answer = connection.get(path, Map.of())) {
      if (HubFailure.isPassing(answer.status())) {
        throw HubFailure.of(answer, server.clock());
      }
      if (answer.status() != 200) {
        throw new DiptychException(
            ErrorCode.UNAVAILABLE,
            "%s answered %s for the picture %s; fetch it another way and give it with --image FILE"
                .formatted(answer.uri().getHost(), answer.status(), path));
      }
      return answer.body().all(MOST_BYTES);
    } catch (HubBody.OversizeException e) {
      throw new DiptychException(
          ErrorCode.INVALID_REFERENCE,
          "what lies at %s%s is no picture of a test: %s"
              .formatted(server.base(), path, e.getMessage()),
          e);
    }
  }
}
