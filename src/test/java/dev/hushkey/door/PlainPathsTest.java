package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/links",
        "/v1/links/",
        "/v1/devices/cam.1_x:y@z-0/owner",
        "/v1/devices/cam%3A1%40home%3a/owner",
        "/.well-known/oauth-authorization-server",
        "/v1/devices/..a/owner",
        "/hushkey.css"
      })
  void address_ofOurCharacters_isPlain(String path) {
    assertThat(PlainPaths.isPlain(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "v1/links",
        "//v1/links",
        "/v1//links",
        "/v1/devices/cam1;front/owner",
        "/v1/devices/cam1%3Bfront/owner",
        "/v1/devices/cam1%3bfront/owner",
        "/v1/devices/a%2Fb/owner",
        "/v1/devices/a%5Cb/owner",
        "/v1/devices/a\\b/owner",
        "/v1/devices/a%00/owner",
        "/v1/devices/a%0d%0a/owner",
        "/v1/devices/a%253Bb/owner",
        "/v1/devices/a%20b/owner",
        "/v1/devices/a%zz/owner",
        "/v1/devices/a%3/owner",
        "/v1/devices/a%c3%28/owner",
        "/v1/./links",
        "/v1/../v1/links",
        "/v1/links/..",
        "/v1/links/.",
        "/v1/%2e%2e/links",
        "/%76%31/links",
        "/v1/links\u00e9",
        "/v1/links "
      })
  void address_thatTwoReadersCouldReadInTwoWays_isNot(String path) {
    assertThat(PlainPaths.isPlain(path)).isFalse();
  }

  @Test
  void address_ofAnyLength_isReadInLinearTime() {
    assertThat(PlainPaths.isPlain("/a".repeat(4000) + ";")).isFalse();
    assertThat(PlainPaths.isPlain("/" + "%3A".repeat(2500) + "%")).isFalse();
  }
}
