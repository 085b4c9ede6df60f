package dev.diptych.indexer.internal.remote;

import java.net.InetAddress;
import java.util.Optional;

/** Says which network addresses may be connected to. */
@FunctionalInterface
public interface AddressRule {

  /** {@return what kind of address it is that is refused; empty where it may be connected to} */
  Optional<String> objectionTo(InetAddress address);
}
