package dev.diptych.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client still sends while its request is refused. Most clients look for an answer only
 * after they have sent everything; where the connection ends before, they see it broken and never
 * hear why. So the rest is read and dropped, within a bound, before the refusal goes out.
 */
final class UnreadBody {

  /**
   * Beyond it a client will see the connection end; how slow it may be, {@link ClientPace} says.
   */
  private static final long MOST_BYTES = 128L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);

  private UnreadBody() {}

  /** Reads to the end of the body, unless the client waits to be told to send it. */
  static void discard(Context ctx) {
    String expected = ctx.header("Expect");
    if (expected != null && expected.equalsIgnoreCase("100-continue")) {
      return;
    }
    byte[] dropped = new byte[1 << 13];
    try {
      InputStream body = ctx.req().getInputStream();
      int count = body.read(dropped);
      for (long left = MOST_BYTES; count >= 0 && left > 0; left -= count) {
        count = body.read(dropped);
      }
    } catch (IOException | IllegalStateException gone) {
      LOG.debug("the rest of a refused request could not be read", gone);
    }
  }
}
