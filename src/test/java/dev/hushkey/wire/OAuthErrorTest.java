package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Refusal;
import dev.hushkey.link.LinkIds;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One row of RFC 6749 §5.2 each. */
class OAuthErrorTest {

  private static void assertAnswer(Failure failure, int status, String code) {
    OAuthError answer = OAuthError.of(failure);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).isEqualTo(code);
  }

  @Test
  void missingParameter_isInvalidRequest() {
    assertAnswer(
        new Failure.MalformedRequest("redirect_uri", "is missing"), 400, "invalid_request");
  }

  @Test
  void clientWithoutProof_isInvalidClientWith401() {
    assertAnswer(new Failure.ClientNotAuthenticated(), 401, "invalid_client");
  }

  @ParameterizedTest
  @EnumSource(Failure.GrantNotUsable.Why.class)
  void deadGrant_looksTheSameWhateverTheReason(Failure.GrantNotUsable.Why why) {
    assertThat(OAuthError.of(new Failure.GrantNotUsable(why)))
        .isEqualTo(new OAuthError(400, "invalid_grant", "the grant is not valid", null));
  }

  @Test
  void unknownGrantType_isUnsupportedGrantType() {
    assertAnswer(new Failure.UnsupportedGrantType(), 400, "unsupported_grant_type");
  }

  @Test
  void foreignScope_isInvalidScope() {
    assertAnswer(new Failure.ScopeNotAllowed(), 400, "invalid_scope");
  }

  @Test
  void extensions_haveTheCodesOfTheirRfcs() {
    assertAnswer(
        new Failure.AuthorizationDetailsNotValid("x"), 400, "invalid_authorization_details");
    assertAnswer(new Failure.TargetNotKnown(), 400, "invalid_target");
    assertAnswer(new Failure.GrantTypeNotAllowed(), 400, "unauthorized_client");
    assertAnswer(new Failure.PushedRequestRefused("invalid_scope", "x"), 400, "invalid_scope");
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void refusedExchange_namesItsReason_andHasTheCodeForATokenThatIsOver(Refusal refusal) {
    OAuthError answer = OAuthError.of(new Failure.ExchangeRefused(refusal));
    boolean over = refusal == Refusal.TOKEN_NOT_LIVE || refusal == Refusal.LINK_REVOKED;
    assertThat(answer.error()).isEqualTo(over ? "invalid_request" : "access_denied");
    assertThat(answer.description()).contains(refusal.wireName());
  }

  @ParameterizedTest
  @EnumSource(Dependency.class)
  void outage_isA503ThatNeverLooksLikeADeadGrant(Dependency dependency) {
    OAuthError answer = OAuthError.of(new Failure.Unavailable(dependency, Duration.ofSeconds(7)));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error()).doesNotStartWith("invalid");
    assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void brokenSeal_tellsNothing() {
    assertThat(OAuthError.of(new Failure.SealBroken(LinkIds.create())))
        .isEqualTo(OAuthError.unknown());
  }

  @Test
  void json_hasTheTwoMembersOfTheRfcOnly() throws JsonProcessingException {
    assertThat(new ObjectMapper().writeValueAsString(OAuthError.unknown()))
        .isEqualTo("{\"error\":\"server_error\",\"error_description\":\"an unexpected error\"}");
  }
}
