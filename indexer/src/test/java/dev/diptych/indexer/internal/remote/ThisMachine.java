package dev.diptych.indexer.internal.remote;

import java.util.Optional;

/** The address rule of tests, whose servers are on this machine. */
public final class ThisMachine {

  /** Lets this machine through, too; else the usual rule. */
  public static final AddressRule TOO =
      address ->
          address.isLoopbackAddress()
              ? Optional.empty()
              : PublicAddresses.RULE.objectionTo(address);

  private ThisMachine() {}
}
