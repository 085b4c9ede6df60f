package dev.diptych.indexer.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteAddressTest {

  @ParameterizedTest
  @CsvSource({
    "http://Example.ORG, http://example.org/",
    "HTTPS://example.org:443/a.jpg#top, https://example.org/a.jpg",
    "http://example.org:8080/a b.jpg, http://example.org:8080/a%20b.jpg",
    "http://example.org?x=1, http://example.org/?x=1",
    "http://example.org/100%.jpg, http://example.org/100%25.jpg",
    "http://example.org/a%20b%2f.jpg, http://example.org/a%20b%2f.jpg",
    "http://example.org/Zürich.jpg?q=ü, http://example.org/Z%C3%BCrich.jpg?q=%C3%BC",
    "http://bücher.example/a.jpg, http://xn--bcher-kva.example/a.jpg",
    "http://my_bucket.example/a.jpg, http://my_bucket.example/a.jpg",
    "http://[2606:4700::1111]:81/a, http://[2606:4700::1111]:81/a",
  })
  void of_addressAsPeopleWriteIt_isOneSpelling(String written, String text) {
    RemoteAddress address = RemoteAddress.of(written);
    assertThat(address.text()).isEqualTo(text);
    assertThat(RemoteAddress.of(text)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "http:///a.jpg",
        "http://user:secret@example.org/a.jpg",
        "http://example.org@127.0.0.1/a.jpg",
        "http://example.org:0/a.jpg",
        "http://example.org:99999/a.jpg",
        "http://example.org:8x/a.jpg",
        "http://exa mple.org/a.jpg",
        "http://[fe80::1%25eth0]/a.jpg",
        "http://example.org/a\nb.jpg",
        "ftp://example.org/a.jpg",
        "file:///etc/passwd"
      })
  void of_whatCannotBeFetched_isRefused(String written) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RemoteAddress.of(written))
        .withMessageMatching("it .*|its .*");
  }

  @Test
  void redirected_relativeOrWhole_leadsWhereABrowserGoes() {
    RemoteAddress from = RemoteAddress.of("https://example.org/a/b.jpg?x=1");
    assertThat(from.redirected("/c.jpg").text()).isEqualTo("https://example.org/c.jpg");
    assertThat(from.redirected("c d.jpg").text()).isEqualTo("https://example.org/a/c%20d.jpg");
    assertThat(from.redirected("//cdn.example/c").text()).isEqualTo("https://cdn.example/c");
    assertThat(from.redirected("http://other.example/").text()).isEqualTo("http://other.example/");
    assertThatIllegalArgumentException().isThrownBy(() -> from.redirected("file:///etc/passwd"));
    assertThatIllegalArgumentException().isThrownBy(() -> from.redirected("ftp://x/y"));
  }
}
