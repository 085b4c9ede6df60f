package dev.diptych.indexer.internal.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lets public addresses of the internet through and no others: no address of this machine, of its
 * network, of cloud providers' metadata, of a group, or of no use at all.
 *
 * <p>The ranges are those of IANA's registries of special-purpose addresses [1, 2] that are not
 * globally reachable, and those of multicast. An IPv6 address that carries one of IPv4 is judged by
 * what it carries.
 *
 * <p>[1] iana.org/assignments/iana-ipv4-special-registry; [2] iana-ipv6-special-registry.
 */
public final class PublicAddresses implements AddressRule {

  /** The one rule that people get. */
  public static final AddressRule RULE = new PublicAddresses();

  private static final List<Range> REFUSED =
      List.of(
          Range.of("0.0.0.0/8", "an unspecified address"),
          Range.of("10.0.0.0/8", "an address of a private network"),
          Range.of("100.64.0.0/10", "an address of a provider's own network"),
          Range.of("127.0.0.0/8", "an address of this machine"),
          Range.of("169.254.0.0/16", "a link-local address"),
          Range.of("172.16.0.0/12", "an address of a private network"),
          Range.of("192.0.0.0/24", "an address set aside for protocols"),
          Range.of("192.0.2.0/24", "an address for examples"),
          Range.of("192.31.196.0/24", "an address set aside for protocols"),
          Range.of("192.52.193.0/24", "an address set aside for protocols"),
          Range.of("192.88.99.0/24", "an address set aside for protocols"),
          Range.of("192.168.0.0/16", "an address of a private network"),
          Range.of("192.175.48.0/24", "an address set aside for protocols"),
          Range.of("198.18.0.0/15", "an address for benchmarks"),
          Range.of("198.51.100.0/24", "an address for examples"),
          Range.of("203.0.113.0/24", "an address for examples"),
          Range.of("224.0.0.0/4", "a multicast address"),
          Range.of("240.0.0.0/4", "a reserved or broadcast address"),
          Range.of("::/128", "an unspecified address"),
          Range.of("::1/128", "an address of this machine"),
          Range.of("fc00::/7", "an address of a private network"),
          Range.of("fe80::/10", "a link-local address"),
          Range.of("fec0::/10", "an address of a private network"),
          Range.of("ff00::/8", "a multicast address"),
          Range.of("2001::/23", "an address set aside for protocols"),
          Range.of("2001:db8::/32", "an address for examples"),
          Range.of("2002::/16", "an address of a tunnel (6to4)"),
          Range.of("2620:4f:8000::/48", "an address set aside for protocols"),
          Range.of("3fff::/20", "an address for examples"));

  /** Where IPv6 addresses of the internet lie. */
  private static final Range GLOBAL = Range.of("2000::/3", "");

  /** IPv4 addresses, as IPv6 writes them, and as gateways translate them (RFC 6052). */
  private static final List<Range> CARRYING =
      List.of(Range.of("::ffff:0:0:0/96", ""), Range.of("64:ff9b::/96", ""));

  private PublicAddresses() {}

  @Override
  public Optional<String> objectionTo(InetAddress address) {
    return objectionTo(address.getAddress());
  }

  private static Optional<String> objectionTo(byte[] address) {
    boolean six = address.length == 16;
    if (six && (isMapped(address) || CARRYING.stream().anyMatch(it -> it.holds(address)))) {
      return objectionTo(Arrays.copyOfRange(address, 12, 16));
    }
    Optional<String> refused =
        REFUSED.stream().filter(range -> range.holds(address)).map(Range::kind).findFirst();
    return refused.isPresent() || !six || GLOBAL.holds(address)
        ? refused
        : Optional.of("an address outside of the internet");
  }

  /** Java turns {@code ::ffff:a.b.c.d} into IPv4 itself, as long as nobody hands it bytes. */
  private static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  /**
   * All addresses that begin with the same bits.
   *
   * @param first the first of them
   * @param bits how many bits are the same
   * @param kind what they are, with an article
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Range(byte[] first, int bits, String kind) {

    static Range of(String text, String kind) {
      int slash = text.indexOf('/');
      try {
        return new Range(
            InetAddress.getByName(text.substring(0, slash)).getAddress(), // a literal: no look-up
            Integer.parseInt(text.substring(slash + 1)),
            kind);
      } catch (UnknownHostException e) {
        throw new IllegalStateException(text, e);
      }
    }

    boolean holds(byte[] address) {
      if (address.length != first.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((address[bit / 8] ^ first[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
