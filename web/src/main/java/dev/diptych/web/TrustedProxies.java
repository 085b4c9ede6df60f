package dev.diptych.web;

import dev.diptych.core.DiptychException;
import dev.diptych.core.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies whose {@code X-Forwarded-Host} is believed: single addresses and networks such as
 * {@code 10.0.0.0/8}. Immutable.
 */
public final class TrustedProxies {

  /** Nobody's word is taken. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final class Network {

    private final byte[] address;
    private final int bits;

    Network(byte[] address, int bits) {
      this.address = address.clone();
      this.bits = bits;
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = List.copyOf(networks);
  }

  /**
   * Reads addresses and networks.
   *
   * @param texts such as {@code 127.0.0.1}, {@code ::1}, {@code 10.0.0.0/8} or a host's name, which
   *     is looked up once
   * @throws DiptychException INVALID_REQUEST when one is none of these
   */
  public static TrustedProxies of(List<String> texts) {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      int slash = text.indexOf('/');
      try {
        for (InetAddress address :
            InetAddress.getAllByName(slash < 0 ? text : text.substring(0, slash))) {
          int most = address.getAddress().length * 8;
          networks.add(
              new Network(
                  address.getAddress(), slash < 0 ? most : bits(text.substring(slash + 1), most)));
        }
      } catch (UnknownHostException | NumberFormatException e) {
        throw new DiptychException(
            ErrorCode.INVALID_REQUEST,
            "the trusted proxy \"%s\" is no address, network or known host; write it like 127.0.0.1 or 10.0.0.0/8"
                .formatted(text),
            e);
      }
    }
    return new TrustedProxies(networks);
  }

  private static int bits(String text, int most) {
    int bits = Integer.parseInt(text);
    if (bits < 0 || bits > most) {
      throw new NumberFormatException("not from 0 to " + most);
    }
    return bits;
  }

  /** {@return whether a connection from this address is one of a trusted proxy} */
  boolean contains(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address.getAddress()));
  }
}
