package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecurityHeadersTest {

  @Test
  void https_isToStay() {
    assertThat(SecurityHeaders.of(true, "/account/consent"))
        .containsEntry("Strict-Transport-Security", "max-age=31536000");
  }

  @Test
  void http_promisesNoTls() {
    assertThat(SecurityHeaders.of(false, "/account/consent"))
        .doesNotContainKey("Strict-Transport-Security");
  }

  @Test
  void account_hasItsWindowForItself_andTheWayToALinkHasNot() {
    assertThat(SecurityHeaders.of(true, "/account/assistants"))
        .containsEntry("Cross-Origin-Opener-Policy", "same-origin");
    assertThat(SecurityHeaders.of(true, "/account/consent"))
        .doesNotContainKey("Cross-Origin-Opener-Policy");
  }

  @Test
  void everything_isReadAsWhatItIs_andByOurselvesAlone() {
    assertThat(SecurityHeaders.of(false, "/hushkey.css"))
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Cross-Origin-Resource-Policy", "same-origin");
  }
}
