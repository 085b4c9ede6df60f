package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.searcher.SearchEngine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/v1/zip}: the original files of several pictures as one archive. */
final class ZipRoutes {

  /** Most pictures of one archive. */
  static final int MOST = 500;

  /** Most bytes of one archive; what comes beyond is left out and said to be. */
  private static final long MOST_BYTES = 4L << 30;

  private static final Set<String> NAMES = Set.of("ids");

  private final SearchEngine engine;

  ZipRoutes(SearchEngine engine) {
    this.engine = engine;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v1/zip", this::zip);
  }

  private void zip(Context ctx) throws IOException {
    List<String> ids = ids(RequestFields.ofQueryString(ctx, NAMES));
    if (ids.stream().noneMatch(id -> image(id).isPresent())) {
      throw new DiptychException(
          ErrorCode.NOT_FOUND,
          "none of the ids is that of a picture; use ids that a search returned");
    }
    ctx.header("Cache-Control", "no-store");
    ctx.header("Content-Disposition", "attachment; filename=\"diptych.zip\"");
    ctx.contentType("application/zip");
    try (PictureArchive archive = new PictureArchive(ctx.outputStream(), MOST_BYTES)) {
      for (String id : ids) {
        Optional<Item> item = image(id);
        if (item.isEmpty()) {
          archive.leaveOut(id, "there is no such picture in the index");
        } else {
          archive.add(item.get(), () -> engine.openImageFile(item.get().id()));
        }
      }
    }
  }

  private Optional<Item> image(String id) {
    return engine.item(new ItemId(id)).filter(item -> item.modality() == Modality.IMAGE);
  }

  private static List<String> ids(RequestFields fields) {
    Set<String> ids = new LinkedHashSet<>();
    fields
        .words("ids")
        .ifPresent(
            words ->
                Arrays.stream(words.split(",", -1))
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .forEach(ids::add));
    if (ids.isEmpty() || ids.size() > MOST) {
      throw new DiptychException(
          ErrorCode.INVALID_REQUEST,
          "ids must be 1 to %s ids of pictures with commas between them, but were %s"
              .formatted(MOST, ids.size()));
    }
    return List.copyOf(ids);
  }
}
