package dev.hushkey.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretTextTest {

  private static final String PLANTED = "Atzr|planted-secret";

  @Test
  void print_ofASecretAndOfRecordsAroundIt_doesNotShowIt() {
    SecretText secret = SecretText.of(PLANTED);
    assertThat(
            secret
                + " "
                + new RefreshToken(secret)
                + " "
                + new AccessToken(secret, Instant.EPOCH)
                + " "
                + new RefreshToken(secret).hash())
        .doesNotContain("planted")
        .contains("[secret]");
  }

  @Test
  void json_ofARecordAroundASecret_doesNotShowIt() throws Exception {
    ObjectMapper json = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    assertThat(json.writeValueAsString(new RefreshToken(SecretText.of(PLANTED))))
        .doesNotContain("planted");
  }

  @Test
  void reveal_givesItBack() {
    assertThat(SecretText.of(PLANTED).reveal()).isEqualTo(PLANTED);
  }

  @Test
  void random_has256BitsAndNeverRepeats() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(SecretText.random().reveal())).isTrue();
    }
    assertThat(seen).allMatch(text -> text.matches("[A-Za-z0-9_-]{43}"));
  }

  @Test
  void equality_isByValue() {
    assertThat(SecretText.of(PLANTED))
        .isEqualTo(SecretText.of(PLANTED))
        .isNotEqualTo(SecretText.of(PLANTED + "x"));
  }

  @Test
  void reference_toAnInlineSecret_isRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> new SecretReference(PLANTED))
        .hasMessageContaining("file:PATH or env:NAME")
        .hasMessageNotContaining("planted");
  }

  @Test
  void reference_toAMissingFile_saysWhichOne() {
    assertThatThrownBy(() -> new SecretReference("file:/nowhere/alexa-secret").read())
        .hasMessageContaining("/nowhere/alexa-secret");
  }
}
