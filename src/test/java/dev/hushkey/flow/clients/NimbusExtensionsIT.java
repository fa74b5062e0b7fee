package dev.hushkey.flow.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.Identifier;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.rar.AuthorizationDetail;
import com.nimbusds.oauth2.sdk.rar.AuthorizationType;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Database;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has been added to OAuth since, as Nimbus' client speaks it; see docs/clients.md. */
@OnStack
class NimbusExtensionsIT {

  private static final AuthorizationType DEVICE = new AuthorizationType("hushkey_device");

  private final Linking linking = new Linking(TestStack.current());
  private DeviceId door;
  private DeviceId garden;
  private NimbusClient client;

  @BeforeEach
  void discover() throws Exception {
    door = Database.camera(People.ALICE, "Front door", "Porch");
    garden = Database.camera(People.ALICE, "Garden", "Outside");
    client =
        NimbusClient.discover(
            linking.issuer(),
            Linking.CLIENT_ID,
            TestStack.current().alexaClientSecret(),
            linking.redirectUri());
  }

  @Test
  void pushedRequest_opensTheSameConsent() throws Exception {
    NimbusClient.Attempt attempt = client.attempt();

    URI callback = approve(client.push(attempt.request()).toURI(), door);

    assertThat(NimbusClient.tokens(client.exchange(attempt, callback)).getRefreshToken())
        .isNotNull();
  }

  @Test
  void pushedRequest_withAnUnknownScope_isInvalidScopeToTheClient() throws Exception {
    AuthorizationRequest wrong =
        new AuthorizationRequest.Builder(client.attempt().request())
            .scope(new Scope("everything"))
            .build();

    assertThat(client.pushed(wrong).toErrorResponse().getErrorObject().getCode())
        .isEqualTo("invalid_scope");
  }

  @Test
  void authorizationDetails_askedForAndNarrowedByTheUser_areToldBack() throws Exception {
    NimbusClient.Attempt attempt =
        attempt(List.of(detail(door, "view", "events"), detail(garden, "view")));

    Tokens tokens = NimbusClient.tokens(client.exchange(attempt, approve(attempt.address(), door)));

    assertThat(tokens.getAccessToken().getAuthorizationDetails())
        .containsExactly(detail(door, "view"));
  }

  @Test
  void authorizationDetails_ofAnUnknownType_areRefusedToTheClient() throws Exception {
    NimbusClient.Attempt attempt =
        attempt(List.of(new AuthorizationDetail.Builder(new AuthorizationType("payment")).build()));

    URI callback =
        linking.browser().open(attempt.address()).requireStoppedAt(linking.redirectUri());

    assertThat(client.receive(attempt, callback).toErrorResponse().getErrorObject().getCode())
        .isEqualTo("invalid_authorization_details");
  }

  @Test
  void resource_thatIsUs_isTaken() throws Exception {
    Tokens tokens = link();

    TokenResponse response =
        client.send(
            client
                .tokenRequest(new RefreshTokenGrant(tokens.getRefreshToken()))
                .resource(URI.create(linking.issuer())));

    assertThat(client.verify(NimbusClient.tokens(response).getAccessToken(), JWSAlgorithm.ES256))
        .isNotNull();
  }

  @Test
  void resource_ofAStranger_isInvalidTargetToTheClient() throws Exception {
    TokenResponse response =
        client.send(
            client
                .tokenRequest(new RefreshTokenGrant(link().getRefreshToken()))
                .resource(URI.create("https://stranger.example")));

    assertThat(NimbusClient.error(response)).isEqualTo("invalid_target");
  }

  @Test
  void accessToken_exchangedByTheSkill_isForTheCameraBackend() throws Exception {
    TokenResponse response = exchange(link().getAccessToken(), "view");

    AccessToken exchanged = NimbusClient.tokens(response).getAccessToken();
    assertThat(exchanged.getIssuedTokenType()).isEqualTo(TokenTypeURI.ACCESS_TOKEN);
    assertThat(exchanged.getLifetime()).isLessThanOrEqualTo(60);
    JWTClaimsSet claims =
        client.verifyExchanged(
            exchanged, JWSAlgorithm.ES256, LocalStack.CAMERA_BACKEND, Set.of("act"));
    assertThat(claims.getJSONObjectClaim("act")).containsEntry("sub", "alexa-skill");
  }

  @Test
  void accessToken_exchangedForMoreThanTheUserAllowed_isRefusedToTheClient() throws Exception {
    assertThat(NimbusClient.error(exchange(link().getAccessToken(), "control")))
        .isEqualTo("access_denied");
  }

  private TokenResponse exchange(AccessToken subject, String action) throws Exception {
    AccessToken skill =
        new TypelessAccessToken(TestStack.current().keycloak().serviceToken("alexa-skill"));
    TokenExchangeGrant grant =
        new TokenExchangeGrant(
            subject,
            TokenTypeURI.ACCESS_TOKEN,
            skill,
            TokenTypeURI.ACCESS_TOKEN,
            TokenTypeURI.ACCESS_TOKEN,
            List.of(new Audience(LocalStack.CAMERA_BACKEND)));
    return client.send(
        client.unauthenticated(grant).authorizationDetails(List.of(detail(door, action))));
  }

  private NimbusClient.Attempt attempt(List<AuthorizationDetail> details) {
    State state = new State();
    CodeVerifier verifier = new CodeVerifier();
    return new NimbusClient.Attempt(
        state, verifier, client.request(state, verifier).authorizationDetails(details).build());
  }

  private static AuthorizationDetail detail(DeviceId device, String... actions) {
    return new AuthorizationDetail.Builder(DEVICE)
        .identifier(new Identifier(device.value()))
        .actions(Arrays.stream(actions).map(com.nimbusds.oauth2.sdk.rar.Action::new).toList())
        .build();
  }

  private Tokens link() throws Exception {
    NimbusClient.Attempt attempt = client.attempt();
    return NimbusClient.tokens(client.exchange(attempt, approve(attempt.address(), door)));
  }

  private URI approve(URI address, DeviceId device) {
    return ConsentOf.alice(linking, address, "approve", Map.of(device, Set.of(Action.VIEW)));
  }
}
