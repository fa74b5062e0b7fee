package dev.hushkey.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrgencyTest {

  @ParameterizedTest
  @CsvSource({
    "/v1/revocations, SAFETY",
    "/v1/revocations/1, SAFETY",
    "/v1/checks, SAFETY",
    "/v1/checks/batch, SAFETY",
    "/v1/devices/owners, SAFETY",
    "/v1/signing-keys/withdrawals, SAFETY",
    "/v1/erasures, SAFETY",
    "/oauth2/revoke, SAFETY",
    "/v1/handouts, SERVICE",
    "/v1/handouts/batch, SERVICE",
    "/oauth2/token, SERVICE",
    "/oauth2/introspect, SERVICE",
    "/v1/alexa/directives, SERVICE",
    "/v1/links, SERVICE",
    "/nothing, SERVICE",
    "/oauth2/authorize, PAGE",
    "/account/assistants, PAGE"
  })
  void addresses(String path, Urgency urgency) {
    assertThat(Urgency.of(path)).isEqualTo(urgency);
  }

  @Test
  void theLessUrgent_theSoonerItIsFull() {
    assertThat(Urgency.SAFETY.shareOf(1000)).isEqualTo(1000);
    assertThat(Urgency.SERVICE.shareOf(1000)).isEqualTo(800);
    assertThat(Urgency.PAGE.shareOf(1000)).isEqualTo(500);
    assertThat(Urgency.PAGE.shareOf(20)).isEqualTo(10);
  }
}
