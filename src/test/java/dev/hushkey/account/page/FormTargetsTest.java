package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormTargetsTest {

  @Test
  void https_isAllowedAsAWhole_sinceTheAssistantRedirectsOn() {
    assertThat(FormTargets.of("https://layla.amazon.com/api/skill/link/X?y=1")).isEqualTo("https:");
  }

  @Test
  void http_isAllowedForItsOriginOnly() {
    assertThat(FormTargets.of("http://127.0.0.1:8705/alexa/callback"))
        .isEqualTo("http://127.0.0.1:8705");
  }
}
