package dev.hushkey.flow.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Database;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every flow that Nimbus' client and we have in common; see docs/clients.md. */
@OnStack
class NimbusClientIT {

  private final Linking linking = new Linking(TestStack.current());
  private DeviceId door;
  private NimbusClient client;

  @BeforeEach
  void discover() throws Exception {
    door = Database.camera(People.ALICE, "Front door", "Porch");
    client = clientOf(StackAssistant.ALEXA);
  }

  private NimbusClient clientOf(StackAssistant assistant) throws Exception {
    return NimbusClient.discover(
        linking.issuer(),
        assistant.clientId(),
        TestStack.current().clientSecret(assistant),
        TestStack.current().redirectUri(assistant));
  }

  @Test
  void metadata_readByTheClient_sayWhatItNeeds() {
    AuthorizationServerMetadata server = client.server();

    assertThat(server.getIssuer().getValue()).isEqualTo(linking.issuer());
    assertThat(server.getGrantTypes())
        .contains(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN);
    assertThat(server.getTokenEndpointAuthMethods())
        .contains(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST);
    assertThat(server.getCodeChallengeMethods()).containsExactly(CodeChallengeMethod.S256);
    assertThat(server.supportsAuthorizationResponseIssuerParam()).isTrue();
  }

  @Test
  void code_exchangedWithBasic_givesTokens() throws Exception {
    NimbusClient.Attempt attempt = client.attempt();

    TokenResponse response = client.exchange(attempt, approve(attempt.address()));

    Tokens tokens = NimbusClient.tokens(response);
    assertThat(tokens.getBearerAccessToken().getLifetime()).isEqualTo(3600);
    assertThat(tokens.getBearerAccessToken().getScope()).isEqualTo(new Scope("devices"));
    assertThat(tokens.getRefreshToken()).isNotNull();
  }

  @Test
  void code_exchangedWithTheSecretInTheBody_givesTokens() throws Exception {
    NimbusClient inTheBody = client.authenticatingInTheBody();
    NimbusClient.Attempt attempt = inTheBody.attempt();

    Tokens tokens = NimbusClient.tokens(inTheBody.exchange(attempt, approve(attempt.address())));

    NimbusClient.tokens(inTheBody.refresh(tokens.getRefreshToken()));
  }

  @Test
  void code_withAnotherVerifier_isInvalidGrantToTheClient() throws Exception {
    NimbusClient.Attempt attempt = client.attempt();
    URI callback = approve(attempt.address());
    NimbusClient.Attempt forged =
        new NimbusClient.Attempt(attempt.state(), new CodeVerifier(), attempt.request());

    assertThat(NimbusClient.error(client.exchange(forged, callback))).isEqualTo("invalid_grant");
  }

  @Test
  void answer_ofAnotherServer_isSeenByTheClient() throws Exception {
    NimbusClient.Attempt attempt = client.attempt();
    URI callback = approve(attempt.address());
    URI mixedUp =
        URI.create(callback.toString().replaceAll("iss=[^&]+", "iss=https://evil.example"));

    assertThatThrownBy(() -> client.receive(attempt, mixedUp)).hasMessageContaining("mix-up");
    assertThat(client.receive(attempt, callback).indicatesSuccess()).isTrue();
  }

  @Test
  void consent_refused_isAccessDeniedToTheClient() throws Exception {
    NimbusClient.Attempt attempt = client.attempt();

    AuthorizationResponse response =
        client.receive(attempt, decide(attempt.address(), "cancel", Map.of()));

    assertThat(response.toErrorResponse().getErrorObject().getCode()).isEqualTo("access_denied");
  }

  @Test
  void refreshToken_used_givesAnotherAccessToken() throws Exception {
    Tokens tokens = link();

    Tokens renewed = NimbusClient.tokens(client.refresh(tokens.getRefreshToken()));

    assertThat(renewed.getAccessToken()).isNotEqualTo(tokens.getAccessToken());
    // Alexa's policy: the token is told again and stays
    assertThat(renewed.getRefreshToken()).isEqualTo(tokens.getRefreshToken());
    NimbusClient.tokens(client.refresh(tokens.getRefreshToken()));
  }

  @Test
  void refreshToken_withAScopeNeverGranted_isInvalidScopeToTheClient() throws Exception {
    TokenResponse response =
        client.send(
            client
                .tokenRequest(new RefreshTokenGrant(link().getRefreshToken()))
                .scope(new Scope("everything")));

    assertThat(NimbusClient.error(response)).isEqualTo("invalid_scope");
  }

  @Test
  void refreshToken_invented_isInvalidGrantToTheClient() throws Exception {
    assertThat(NimbusClient.error(client.refresh(new RefreshToken("invented"))))
        .isEqualTo("invalid_grant");
  }

  @Test
  void accessToken_verifiedByTheClientsOwnResourceServer_isOfThisUser() throws Exception {
    JWTClaimsSet claims = client.verify(link().getAccessToken(), JWSAlgorithm.ES256);

    assertThat(claims.getSubject()).isEqualTo(People.ALICE);
    assertThat(claims.getStringClaim("scope")).isEqualTo("devices");
  }

  @Test
  void accessToken_introspected_isActiveUntilItIsRevoked() throws Exception {
    AccessToken token = link().getAccessToken();

    TokenIntrospectionSuccessResponse active = client.introspect(token);
    client.revoke(token);

    assertThat(active.isActive()).isTrue();
    assertThat(active.getSubject().getValue()).isEqualTo(People.ALICE);
    assertThat(active.getClientID().getValue()).isEqualTo(Linking.CLIENT_ID);
    assertThat(active.getIssuer()).isEqualTo(client.server().getIssuer());
    assertThat(active.getTokenType()).isEqualTo(AccessTokenType.BEARER);
    assertThat(active.getScope()).isEqualTo(new Scope("devices"));
    assertThat(client.introspect(token).isActive()).isFalse();
  }

  @Test
  void refreshToken_introspected_isActiveUntilItIsRevoked() throws Exception {
    RefreshToken token = link().getRefreshToken();

    assertThat(client.introspect(token).isActive()).isTrue();
    client.revoke(token);
    assertThat(client.introspect(token).isActive()).isFalse();
  }

  @Test
  void opaqueAccessToken_introspectedByItsOwnClientAlone_isActive() throws Exception {
    AccessToken token =
        link(StackAssistant.GOOGLE, clientOf(StackAssistant.GOOGLE)).getAccessToken();

    assertThat(token.getValue()).doesNotContain(".");
    assertThat(clientOf(StackAssistant.GOOGLE).introspect(token).isActive()).isTrue();
    assertThat(client.introspect(token).isActive()).isFalse();
  }

  @Test
  void refreshToken_withSuccessors_livesUntilTheFirstUseOfOne() throws Exception {
    NimbusClient acme = clientOf(StackAssistant.ACME).authenticatingInTheBody();
    RefreshToken first = link(StackAssistant.ACME, acme).getRefreshToken();

    RefreshToken second = NimbusClient.tokens(acme.refresh(first)).getRefreshToken();
    // The answer was lost, say: the old token still works
    RefreshToken sibling = NimbusClient.tokens(acme.refresh(first)).getRefreshToken();
    NimbusClient.tokens(acme.refresh(sibling));

    assertThat(second).isNotEqualTo(first).isNotEqualTo(sibling);
    assertThat(NimbusClient.error(acme.refresh(first))).isEqualTo("invalid_grant");
  }

  @Test
  void accessToken_signedWithRs256_isVerifiedByTheClientsOwnResourceServer() throws Exception {
    NimbusClient acme = clientOf(StackAssistant.ACME).authenticatingInTheBody();

    JWTClaimsSet claims =
        acme.verify(link(StackAssistant.ACME, acme).getAccessToken(), JWSAlgorithm.RS256);

    assertThat(claims.getSubject()).isEqualTo(People.ALICE);
  }

  @Test
  void client_thatMayNotUseBasic_isInvalidClient() throws Exception {
    NimbusClient acme = clientOf(StackAssistant.ACME);

    assertThat(NimbusClient.error(acme.refresh(new RefreshToken("whatever"))))
        .isEqualTo("invalid_client");
  }

  @Test
  void refreshToken_revoked_endsTheLink() throws Exception {
    Tokens tokens = link();

    assertThat(client.revoke(tokens.getRefreshToken()).getStatusCode()).isEqualTo(200);

    assertThat(NimbusClient.error(client.refresh(tokens.getRefreshToken())))
        .isEqualTo("invalid_grant");
  }

  @Test
  void accessToken_revoked_leavesTheLinkAlone() throws Exception {
    Tokens tokens = link();

    assertThat(client.revoke(tokens.getAccessToken()).getStatusCode()).isEqualTo(200);

    NimbusClient.tokens(client.refresh(tokens.getRefreshToken()));
  }

  private Tokens link() throws Exception {
    return link(StackAssistant.ALEXA, client);
  }

  private Tokens link(StackAssistant assistant, NimbusClient its) throws Exception {
    NimbusClient.Attempt attempt = its.attempt();
    URI callback =
        ConsentOf.alice(
            linking.as(assistant), attempt.address(), "approve", Map.of(door, Set.of(Action.VIEW)));
    return NimbusClient.tokens(its.exchange(attempt, callback));
  }

  private URI approve(URI address) {
    return decide(address, "approve", Map.of(door, Set.of(Action.VIEW)));
  }

  private URI decide(URI address, String decision, Map<DeviceId, Set<Action>> consent) {
    return ConsentOf.alice(linking, address, decision, consent);
  }
}
