package dev.diptych.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.core.DiptychException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://photos.example/pictures, https://photos.example/pictures/",
    "https://Photos.Example/pictures/, https://photos.example/pictures/",
    "https://photos.example:443, https://photos.example/",
    "http://photos.example:80/a/b, http://photos.example/a/b/",
    "http://photos.example:8080/, http://photos.example:8080/",
    "http://[::1]:7000/x, http://[::1]:7000/x/"
  })
  void parse_address_isWrittenInOneWay(String text, String expected) {
    assertThat(PublicUrl.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "photos.example",
        "ftp://photos.example",
        "https://",
        "https://a@photos.example",
        "https://photos.example/?q=1",
        "https://photos.example/#x",
        "https://photos.example/a%2f",
        "https://photos.example/../..",
        "https://pho tos"
      })
  void parse_noAddress_refusedWithAnExample(String text) {
    assertThatThrownBy(() -> PublicUrl.parse(text))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("https://photos.example/pictures");
  }

  @Test
  void isOrigin_schemeHostAndPort_allCount() {
    PublicUrl url = PublicUrl.parse("https://photos.example/pictures");
    assertThat(url.isOrigin("https://photos.example")).isTrue();
    assertThat(url.isOrigin("https://PHOTOS.example:443")).isTrue();
    assertThat(url.isOrigin("http://photos.example")).isFalse();
    assertThat(url.isOrigin("https://photos.example:8443")).isFalse();
    assertThat(url.isOrigin("https://photos.example.evil.example")).isFalse();
    assertThat(url.isOrigin("null")).isFalse();
  }

  @Test
  void isHost_anyPort_nameCounts() {
    PublicUrl url = PublicUrl.parse("https://photos.example/pictures");
    assertThat(url.isHost("photos.example")).isTrue();
    assertThat(url.isHost("Photos.example:7878")).isTrue();
    assertThat(url.isHost("evil.example")).isFalse();
  }

  @Test
  void trustedProxies_addressesAndNetworks_containTheirs() throws UnknownHostException {
    TrustedProxies proxies = TrustedProxies.of(List.of("127.0.0.1", "10.1.0.0/16", "fd00::/8"));
    for (String inside : List.of("127.0.0.1", "10.1.255.3", "fd12::1")) {
      assertThat(proxies.contains(InetAddress.getByName(inside))).as(inside).isTrue();
    }
    for (String outside : List.of("127.0.0.2", "10.2.0.1", "::1", "fe80::1")) {
      assertThat(proxies.contains(InetAddress.getByName(outside))).as(outside).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "no such host", "::1/129"})
  void trustedProxies_noAddress_refused(String text) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
        .isInstanceOf(DiptychException.class)
        .hasMessageContaining("10.0.0.0/8");
  }
}
