package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServedHostsTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:80/",
    "127.0.0.2, http://127.0.0.2:80/",
    "127.0.1.1, http://127.0.1.1:80/",
    "localhost, http://localhost:80/",
    "::1, http://[::1]:80/",
    "[::1], http://[::1]:80/",
    "0:0:0:0:0:0:0:1, http://[0:0:0:0:0:0:0:1]:80/",
    "0.0.0.0, http://127.0.0.1:80/",
    "::, http://[::1]:80/",
    "::1%0, http://[::1]:80/"
  })
  void address_ofAnyHost_isAnsweredTo(String host, String address) {
    assertThat(ServedHosts.address(host, 80)).hasToString(address);
    String authority = ServedHosts.address(host, 80).getAuthority();
    assertThat(ServedHosts.of(host).contains(authority)).isTrue();
    assertThat(ServedHosts.of(host).contains("LOCALHOST")).isTrue();
  }

  /** A name that this machine resolves to itself, as Debian does with a machine's own. */
  @Test
  void contains_nameThatLeadsHere_isAnsweredToAndNoOther() {
    ServedHosts hosts = ServedHosts.of("LocalHost");

    assertThat(hosts.contains("localhost:7878")).isTrue();
    assertThat(hosts.contains("localhost.evil.example")).isFalse();
    assertThat(hosts.inWords()).contains("localhost", "127.0.0.1", "[::1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.3", "[::2]", "", "localhost, evil"})
  void contains_anotherNameOfAServerOfThisMachine_isRefused(String name) {
    assertThat(ServedHosts.of("127.0.0.2").contains(name)).isFalse();
    assertThat(ServedHosts.of("127.0.0.2").contains(null)).isFalse();
  }
}
