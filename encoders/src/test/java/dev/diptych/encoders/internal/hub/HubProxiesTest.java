package dev.diptych.encoders.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubProxiesTest {

  private static String proxyFor(String target, Map<String, String> environment) {
    Proxy proxy = HubProxies.of(environment).select(URI.create(target)).getFirst();
    return proxy.address() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : "direct";
  }

  @Test
  void select_variablesOfBothSchemes_takesTheOneOfTheTarget() {
    Map<String, String> environment =
        Map.of("https_proxy", "http://s.example:1", "http_proxy", "http://p.example:2");
    assertThat(proxyFor("https://hub.example/x", environment)).isEqualTo("s.example:1");
    assertThat(proxyFor("http://hub.example/x", environment)).isEqualTo("p.example:2");
  }

  @Test
  void select_capitalsAllAndShortForms_areUnderstood() {
    assertThat(proxyFor("https://h.example", Map.of("HTTPS_PROXY", "s.example:1")))
        .isEqualTo("s.example:1");
    assertThat(proxyFor("https://h.example", Map.of("all_proxy", "http://a.example")))
        .isEqualTo("a.example:80");
    assertThat(proxyFor("https://h.example", Map.of("http_proxy", "http://p.example:2")))
        .isEqualTo("direct");
    assertThat(proxyFor("https://h.example", Map.of("https_proxy", " "))).isEqualTo("direct");
    assertThat(
            proxyFor("https://h.example", Map.of("https_proxy", "low:1", "HTTPS_PROXY", "high:2")))
        .isEqualTo("low:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://hub.example       | *                   | direct",
        "https://hub.example       | hub.example         | direct",
        "https://HUB.example       | hub.EXAMPLE         | direct",
        "https://cdn.hub.example   | hub.example         | direct",
        "https://cdn.hub.example   | .hub.example        | direct",
        "https://cdn.hub.example   | *.hub.example       | direct",
        "https://nothub.example    | hub.example         | p:1",
        "https://hub.example       | cdn.hub.example     | p:1",
        "https://hub.example       | hub.example:443     | direct",
        "https://hub.example       | hub.example:80      | p:1",
        "https://hub.example:8443  | x , hub.example:8443| direct",
        "https://10.0.0.7          | 10.0.0.7            | direct",
        "https://[::1]:9           | ::1                 | direct",
        "https://hub.example       | ','                 | p:1",
      })
  void select_noProxyList_exemptsHosts(String target, String noProxy, String expected) {
    assertThat(proxyFor(target, Map.of("https_proxy", "http://p:1", "no_proxy", noProxy)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://me:secret@p:1", "https://p:1", "http://", "ht tp://x"})
  void select_proxyThatCannotBeUsed_isRefusedWithoutItsValue(String proxy) {
    ProxySelector proxies = HubProxies.of(Map.of("https_proxy", proxy));
    assertThatThrownBy(() -> proxies.select(URI.create("https://hub.example")))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("https_proxy")
        .hasMessageNotContaining("secret");
  }

  @Test
  void of_noVariable_leavesTheJvmsOwnChoice() {
    assertThat(HubProxies.of(Map.of("PATH", "/bin"))).isSameAs(ProxySelector.getDefault());
  }
}
