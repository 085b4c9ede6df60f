package dev.diptych.indexer.internal.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks hosts up and lets through what the rule allows. The client connects to the addresses that
 * this returns and looks nothing up again, so a name server that answers otherwise a moment later
 * changes nothing. Literal addresses come through here, too. Thread-safe.
 */
final class CheckedResolver implements DnsResolver {

  private final AddressRule rule;

  CheckedResolver(AddressRule rule) {
    this.rule = rule;
  }

  /**
   * {@return all addresses of a host}
   *
   * @throws RefusedAddressException where one of them is refused: a host of which some addresses
   *     are public and some are not is no host to be trusted
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (InetAddress address : addresses) {
      Optional<String> objection = rule.objectionTo(address);
      if (objection.isPresent()) {
        throw new RefusedAddressException(
            "its host %s leads to %s (%s), and only public addresses are fetched from"
                .formatted(host, address.getHostAddress(), objection.get()));
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return host;
  }
}
