package dev.diptych.web;

import dev.diptych.core.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The connection of one client, which knows two things that Jetty does not tell: whether the client
 * has left while its request is worked on, and whether it sends and reads fast enough. Thread-safe.
 */
final class ClientConnection extends SocketChannelEndPoint implements Cancellation {

  /*
   * Has the client left?
   *
   * HTTP/1.1 has no word for it: one sees the end of what the client sends. Jetty does not read
   * while a request is worked on, so this reads ahead, what there is, without waiting. What it
   * finds, the beginning of a next request, is kept and given out first. Behind more than the
   * buffer holds, the end is not seen; such a client's request runs to its own end.
   *
   * Clients that end their side and wait for the answer exist, and are taken for gone, as nginx and
   * Go's net/http take them.
   *
   * Is it fast enough?
   *
   * Jetty's idle timeout starts anew with every byte. Here each part of an exchange has a time of
   * its own, ClientPace says which: the head of a request from its first byte, its body and its
   * answer by what has gone through since they began. Time that this server takes does not count.
   */

  private static final int READ_AHEAD = 4096;

  private final ClientPace pace;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();

  /** In fill mode: what was read ahead lies before the position. */
  private final ByteBuffer ahead = ByteBuffer.allocate(READ_AHEAD);

  private boolean left;
  private boolean working;
  private long headSince;
  private boolean headBegun;
  private long bodySince;
  private long received;
  private long answerSince;
  private boolean answerBegun;
  private long sent;

  ClientConnection(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      ClientPace pace,
      LongSupplier nanoClock) {
    super(channel, selector, key, scheduler);
    this.pace = pace;
    this.nanoClock = nanoClock;
  }

  /** The head of a request is complete, and work on it begins. */
  void requestBegins() {
    lock.lock();
    try {
      working = true;
      headBegun = false;
      bodySince = nanoClock.getAsLong();
      received = 0;
      answerBegun = false;
      sent = 0;
    } finally {
      lock.unlock();
    }
  }

  /** The answer has gone out whole, or never will. */
  void requestEnds() {
    lock.lock();
    try {
      working = false;
      headBegun = ahead.position() > 0;
      headSince = nanoClock.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether the client has left, as far as one can see} */
  @Override
  public boolean isRequested() {
    lock.lock();
    try {
      if (!left && ahead.hasRemaining()) {
        left = !isOpen() || getChannel().read(ahead) < 0;
      }
      return left;
    } catch (IOException e) {
      left = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    lock.lock();
    try {
      int filled = ahead.position() > 0 ? takeAhead(buffer) : super.fill(buffer);
      if (filled > 0 && working) {
        received += filled;
      } else if (filled > 0 && !headBegun) {
        headBegun = true;
        headSince = nanoClock.getAsLong();
      }
      return filled;
    } finally {
      lock.unlock();
    }
  }

  private int takeAhead(ByteBuffer buffer) {
    int position = BufferUtil.flipToFill(buffer);
    ahead.flip();
    int taken = BufferUtil.put(ahead, buffer);
    ahead.compact();
    BufferUtil.flipToFlush(buffer, position);
    notIdle();
    return taken;
  }

  /** What was read ahead is there to be filled, and no selector will say so. */
  @Override
  protected void needsFillInterest() {
    boolean ready;
    lock.lock();
    try {
      ready = ahead.position() > 0;
    } finally {
      lock.unlock();
    }
    if (ready) {
      Thread.startVirtualThread(() -> getFillInterest().fillable());
    } else {
      super.needsFillInterest();
    }
  }

  @Override
  public boolean flush(ByteBuffer... buffers) throws IOException {
    long before = BufferUtil.remaining(buffers);
    boolean all = super.flush(buffers);
    lock.lock();
    try {
      if (!answerBegun) {
        answerBegun = true;
        answerSince = nanoClock.getAsLong();
      }
      sent += before - BufferUtil.remaining(buffers);
    } finally {
      lock.unlock();
    }
    return all;
  }

  /** Ends the connection when the client takes longer than it may. */
  void closeIfLate() {
    if (isLate()) {
      close(new EofException("the client was too slow, and its connection has been closed"));
    }
  }

  private boolean isLate() {
    lock.lock();
    try {
      long now = nanoClock.getAsLong();
      if (!working) {
        return headBegun && isFillInterested() && pace.isHeadLate(now - headSince);
      }
      return (isFillInterested() && pace.isBodyLate(now - bodySince, received))
          || (answerBegun
              && getWriteFlusher().isPending()
              && pace.isAnswerLate(now - answerSince, sent));
    } finally {
      lock.unlock();
    }
  }
}
