package dev.diptych.web;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Takes in connections as {@link ClientConnection}s, and ends those of clients that are too slow.
 */
final class ClientConnector extends ServerConnector {

  /**
   * Connections that the system holds until they are accepted. Beyond it clients try again after
   * one second, then after two, four ...: also those that ask for something cheap.
   */
  private static final int ACCEPT_QUEUE = 1024;

  private static final long LOOK_MILLIS = 500;

  private final ClientPace pace;

  ClientConnector(Server server, HttpConfiguration http, WebOptions options, ClientPace pace) {
    super(server, new HttpConnectionFactory(http));
    setHost(options.host());
    setPort(options.port());
    setAcceptQueueSize(ACCEPT_QUEUE);
    this.pace = pace;
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    SocketChannelEndPoint client =
        new ClientConnection(channel, selector, key, getScheduler(), pace, System::nanoTime);
    client.setIdleTimeout(getIdleTimeout());
    return client;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    lookLater();
  }

  private void lookLater() {
    var _ = getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (EndPoint client : getConnectedEndPoints()) {
      if (client instanceof ClientConnection connection) {
        connection.closeIfLate();
      }
    }
    if (isRunning()) {
      lookLater();
    }
  }
}
