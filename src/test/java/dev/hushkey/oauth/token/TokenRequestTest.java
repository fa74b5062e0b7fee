package dev.hushkey.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.RequestParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRequestTest {

  private static TokenRequest refresh(String scope) {
    return TokenRequest.read(
        new RequestParameters(
            Map.of(
                "grant_type", List.of("refresh_token"),
                "refresh_token", List.of("token"),
                "scope", List.of(scope))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "devices \0", "devices\n", "\"devices\"", "a\\b", "ünicode"})
  void scope_withCharactersThatNoScopeHas_isInvalid(String scope) {
    assertThatThrownBy(() -> refresh(scope))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused -> assertThat(refused.failure()).isInstanceOf(Failure.ScopeNotAllowed.class));
  }

  @Test
  void scope_ofProperForm_isLeftToTheGrant() {
    assertThat(((TokenRequest.OfRefreshToken) refresh("devices events:x")).scope())
        .isEqualTo(Optional.of("devices events:x"));
  }
}
