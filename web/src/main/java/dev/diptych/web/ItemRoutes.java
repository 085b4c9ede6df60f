package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import dev.diptych.core.Item;
import dev.diptych.core.ItemId;
import dev.diptych.core.Modality;
import dev.diptych.core.PictureFormat;
import dev.diptych.searcher.SearchEngine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** {@code /api/v1/items/{id}}, the original file and the thumbnail. */
final class ItemRoutes {

  private static final String PATH = "/api/v1/items/{id}";
  private static final Set<String> VERSIONED = Set.of(ItemLinks.VERSION);

  private final SearchEngine engine;
  private final ItemLinks links;

  ItemRoutes(SearchEngine engine, ItemLinks links) {
    this.engine = engine;
    this.links = links;
  }

  void register(RoutesConfig routes) {
    getAndHead(routes, PATH, this::item);
    getAndHead(routes, PATH + "/image", this::image);
    getAndHead(routes, PATH + "/thumbnail", this::thumbnail);
  }

  /** Javalin answers HEAD without asking a handler, and so without the right headers. */
  private static void getAndHead(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }

  private void item(Context ctx) {
    RequestFields.refuseParameters(ctx);
    Item item = find(ctx);
    ctx.header("Cache-Control", "no-store");
    ctx.json(
        ItemJson.of(
            item,
            engine.copiesOf(item),
            engine.textsOf(item),
            engine.generatedTextsOf(item),
            links));
  }

  private void thumbnail(Context ctx) {
    Item item = findImage(ctx);
    if (isKnownToClient(ctx, item)) {
      return;
    }
    byte[] jpeg =
        engine
            .thumbnail(item.id())
            .orElseThrow(
                () ->
                    notFound(
                        "item %s has no thumbnail; its /image may still be there"
                            .formatted(item.id())));
    ctx.contentType(PictureFormat.JPEG.mediaType()).result(jpeg);
  }

  private void image(Context ctx) throws IOException {
    Item item = findImage(ctx);
    Optional<SeekableByteChannel> opened = engine.openImageFile(item.id());
    Optional<String> address = item.source().address();
    if (opened.isEmpty() && address.isPresent()) {
      // Nothing is fetched for a client: whoever wants the original asks its own server.
      ctx.header("Cache-Control", "no-store");
      ctx.redirect(address.get(), HttpStatus.FOUND);
      return;
    }
    SeekableByteChannel file = opened.orElseThrow(() -> changed(item));
    boolean handedOver = false;
    try {
      if (isKnownToClient(ctx, item)) {
        return;
      }
      InputStream content = new BufferedInputStream(Channels.newInputStream(file));
      content.mark(PictureFormat.HEAD);
      Optional<PictureFormat> format = PictureFormat.of(content.readNBytes(PictureFormat.HEAD));
      content.reset();
      if (format.isEmpty()) {
        throw new HttpProblem(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "the file of item %s is no picture of a kind that is served".formatted(item.id()));
      }
      ctx.header(
          "Content-Disposition",
          "%s; filename*=UTF-8''%s"
              .formatted(
                  format.get().shownByBrowsers() ? "inline" : "attachment",
                  percentEncoded(ItemLinks.fileName(item))));
      ctx.contentType(format.get().mediaType()).result(content);
      handedOver = true; // Javalin closes what it has written
    } finally {
      if (!handedOver) {
        file.close();
      }
    }
  }

  private static DiptychException changed(Item item) {
    return notFound(
        "the file of item %s is gone or has changed since it was indexed; index its folder again"
            .formatted(item.id()));
  }

  /**
   * Sets the caching headers; true when the client's copy is the right one and 304 was answered.
   */
  private static boolean isKnownToClient(Context ctx, Item item) {
    String tag = "\"" + ItemLinks.version(item) + "\"";
    RequestFields fields = RequestFields.ofQueryString(ctx, VERSIONED);
    boolean named =
        fields.words(ItemLinks.VERSION).filter(ItemLinks.version(item)::equals).isPresent();
    ctx.header("ETag", tag);
    ctx.header(
        "Cache-Control", named ? "private, max-age=31536000, immutable" : "private, no-cache");
    String known = ctx.header("If-None-Match");
    if (known != null && (known.strip().equals("*") || known.contains(tag))) {
      ctx.status(304);
      return true;
    }
    return false;
  }

  private Item find(Context ctx) {
    return engine.item(id(ctx)).orElseThrow(() -> notFound("there is no item " + id(ctx)));
  }

  private Item findImage(Context ctx) {
    Item item = find(ctx);
    if (item.modality() != Modality.IMAGE) {
      throw notFound("item %s is a text and has no picture".formatted(item.id()));
    }
    return item;
  }

  /** An id in a path that cannot be one names nothing: 404, not 400. */
  static ItemId id(Context ctx) {
    try {
      return new ItemId(ctx.pathParam("id"));
    } catch (DiptychException e) {
      throw new DiptychException(ErrorCode.NOT_FOUND, String.valueOf(e.getMessage()), e);
    }
  }

  private static DiptychException notFound(String message) {
    return new DiptychException(ErrorCode.NOT_FOUND, message);
  }

  private static String percentEncoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
