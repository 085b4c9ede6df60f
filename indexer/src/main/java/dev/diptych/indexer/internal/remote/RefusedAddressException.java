package dev.diptych.indexer.internal.remote;

import java.net.UnknownHostException;

/** A host has an address that may not be connected to, for the reason in the message. */
final class RefusedAddressException extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  RefusedAddressException(String message) {
    super(message);
  }
}
