package dev.hushkey.flow.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Database;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every flow that Authlib's client and we have in common; see docs/clients.md. */
@OnStack
class AuthlibClientIT {

  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private static AuthlibClient client;

  private final Linking linking = new Linking(TestStack.current());
  private DeviceId door;

  @BeforeAll
  static void start() {
    client = AuthlibClient.start();
  }

  @AfterAll
  static void end() {
    client.close();
  }

  @BeforeEach
  void discover() {
    door = Database.camera(People.ALICE, "Front door", "Porch");
    discover("client_secret_basic");
  }

  private JsonNode discover(String authenticationMethod) {
    return discover(StackAssistant.ALEXA, authenticationMethod);
  }

  private JsonNode discover(StackAssistant assistant, String authenticationMethod) {
    return discover(assistant, authenticationMethod, "devices");
  }

  private JsonNode discover(StackAssistant assistant, String authenticationMethod, String scope) {
    return client.tell(
        "discover",
        Map.of(
            "issuer",
            linking.issuer(),
            "client_id",
            assistant.clientId(),
            "client_secret",
            TestStack.current().clientSecret(assistant),
            "redirect_uri",
            TestStack.current().redirectUri(assistant),
            "auth_method",
            authenticationMethod,
            "scope",
            scope));
  }

  @Test
  void metadata_validatedByTheClient_areFlawless() {
    JsonNode metadata = discover("client_secret_basic");

    assertThat(metadata.path("failed").asText()).isEmpty();
    assertThat(metadata.path("issuer").asText()).isEqualTo(linking.issuer());
  }

  @Test
  void code_exchangedWithBasic_givesTokens() {
    JsonNode tokens = link();

    assertThat(tokens.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(tokens.path("expires_in").asLong()).isEqualTo(3600);
    assertThat(tokens.path("scope").asText()).isEqualTo("devices");
  }

  @Test
  void code_exchangedWithTheSecretInTheBody_givesTokens() {
    discover("client_secret_post");

    JsonNode tokens = link();

    assertThat(refresh(tokens).path("access_token").asText()).isNotEmpty();
  }

  @Test
  void code_shownAgain_isInvalidGrantToTheClient() {
    URI callback = approve(authorize());
    exchange(callback);

    assertThat(exchange(callback).path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void answer_ofAnotherServer_isSeenByTheClient() {
    String callback = approve(authorize()).toString();

    JsonNode answer =
        exchange(URI.create(callback.replaceAll("iss=[^&]+", "iss=https://evil.example")));

    assertThat(answer.path("failed").asText()).contains("mix-up");
  }

  @Test
  void answer_withAnotherState_isSeenByTheClient() {
    String callback = approve(authorize()).toString();

    JsonNode answer = exchange(URI.create(callback.replaceAll("state=[^&]+", "state=forged")));

    assertThat(answer.path("failed").asText()).startsWith("MismatchingStateException");
  }

  @Test
  void consent_refused_isAccessDeniedToTheClient() {
    URI callback = ConsentOf.alice(linking, authorize(), "cancel", Map.of());

    assertThat(exchange(callback).path("error").asText()).isEqualTo("access_denied");
  }

  @Test
  void refreshToken_used_givesAnotherAccessToken() {
    JsonNode tokens = link();

    JsonNode renewed = refresh(tokens);

    assertThat(renewed.path("access_token").asText())
        .isNotEmpty()
        .isNotEqualTo(tokens.path("access_token").asText());
    // Alexa's policy: the token is told again and stays
    assertThat(renewed.path("refresh_token")).isEqualTo(tokens.path("refresh_token"));
    assertThat(refresh(tokens).path("access_token").asText()).isNotEmpty();
  }

  @Test
  void refreshToken_withAScopeNeverGranted_isInvalidScopeToTheClient() {
    JsonNode answer =
        client.tell(
            "refresh",
            Map.of("token", link().path("refresh_token").asText(), "scope", "everything"));

    assertThat(answer.path("error").asText()).isEqualTo("invalid_scope");
  }

  @Test
  void accessToken_verifiedByTheClientsOwnResourceServer_isOfThisUser() {
    JsonNode claims =
        client.tell(
            "verify",
            Map.of("token", link().path("access_token").asText(), "audience", linking.issuer()));

    assertThat(claims.path("failed").asText()).isEmpty();
    assertThat(claims.path("sub").asText()).isEqualTo(People.ALICE);
    assertThat(claims.path("client_id").asText()).isEqualTo(Linking.CLIENT_ID);
  }

  @Test
  void accessToken_introspected_isActiveUntilItIsRevoked() {
    JsonNode token = link().path("access_token");

    JsonNode active = introspect(token);
    revoke(token);

    assertThat(active.path("active").asBoolean()).isTrue();
    assertThat(active.path("sub").asText()).isEqualTo(People.ALICE);
    assertThat(introspect(token).toString()).isEqualTo("{\"active\":false}");
  }

  @Test
  void opaqueAccessToken_introspected_isActive() {
    discover(StackAssistant.GOOGLE, "client_secret_basic");
    JsonNode token = link(StackAssistant.GOOGLE).path("access_token");

    assertThat(token.asText()).doesNotContain(".");
    assertThat(introspect(token).path("active").asBoolean()).isTrue();
  }

  @Test
  void refreshToken_withSuccessors_livesUntilTheFirstUseOfOne() {
    discover(StackAssistant.ACME, "client_secret_post");
    JsonNode first = link(StackAssistant.ACME);

    JsonNode second = refresh(first);
    // The answer was lost, say: the old token still works
    JsonNode sibling = refresh(first);
    refresh(sibling);

    assertThat(second.path("refresh_token")).isNotEqualTo(first.path("refresh_token"));
    assertThat(refresh(first).path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void accessToken_signedWithRs256_isVerifiedByTheClientsOwnResourceServer() {
    discover(StackAssistant.ACME, "client_secret_post");

    JsonNode claims =
        client.tell(
            "verify",
            Map.of(
                "token",
                link(StackAssistant.ACME).path("access_token").asText(),
                "audience",
                linking.issuer()));

    assertThat(claims.path("sub").asText()).as(claims.toString()).isEqualTo(People.ALICE);
  }

  @Test
  void refreshToken_revoked_endsTheLink() {
    JsonNode tokens = link();

    assertThat(revoke(tokens.path("refresh_token")).path("status").asInt()).isEqualTo(200);

    assertThat(refresh(tokens).path("error").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void accessToken_revoked_leavesTheLinkAlone() {
    JsonNode tokens = link();

    assertThat(revoke(tokens.path("access_token")).path("status").asInt()).isEqualTo(200);

    assertThat(refresh(tokens).path("access_token").asText()).isNotEmpty();
  }

  @Test
  void authorizationDetails_askedForAndNarrowedByTheUser_areToldBack() {
    JsonNode address =
        client.tell("authorize", Map.of("authorization_details", details("view", "events")));

    JsonNode tokens = exchange(approve(URI.create(address.path("address").asText())));

    assertThat(tokens.path("authorization_details").toString()).isEqualTo(details("view"));
  }

  @Test
  void resource_ofAStranger_isInvalidTargetToTheClient() {
    JsonNode answer =
        client.tell(
            "refresh",
            Map.of(
                "token",
                link().path("refresh_token").asText(),
                "resource",
                "https://stranger.example"));

    assertThat(answer.path("error").asText()).isEqualTo("invalid_target");
  }

  @Test
  void accessToken_exchangedByTheSkill_isForTheCameraBackend() {
    String subject = link().path("access_token").asText();
    // It proves who it is by its actor token; Authlib would add a session's scope to each request
    discover(StackAssistant.ALEXA, "none", "");

    JsonNode exchanged =
        client.tell(
            "grant",
            Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                subject,
                "subject_token_type",
                ACCESS_TOKEN,
                "actor_token",
                TestStack.current().keycloak().serviceToken("alexa-skill"),
                "actor_token_type",
                ACCESS_TOKEN,
                "audience",
                LocalStack.CAMERA_BACKEND,
                "authorization_details",
                details("view")));

    JsonNode claims =
        client.tell(
            "verify",
            Map.of(
                "token",
                exchanged.path("access_token").asText(),
                "audience",
                LocalStack.CAMERA_BACKEND,
                "jwks",
                "/oauth2/jwks/exchanged-tokens"));
    assertThat(claims.path("act").path("sub").asText())
        .as("%s", exchanged)
        .isEqualTo("alexa-skill");
  }

  private String details(String... actions) {
    return "[{\"type\":\"hushkey_device\",\"identifier\":\"%s\",\"actions\":[%s]}]"
        .formatted(
            door,
            Arrays.stream(actions)
                .map(action -> "\"" + action + "\"")
                .collect(Collectors.joining(",")));
  }

  private JsonNode link() {
    return link(StackAssistant.ALEXA);
  }

  private JsonNode link(StackAssistant assistant) {
    URI callback =
        ConsentOf.alice(
            linking.as(assistant), authorize(), "approve", Map.of(door, Set.of(Action.VIEW)));
    JsonNode tokens = exchange(callback);
    assertThat(tokens.path("access_token").asText()).as(tokens.toString()).isNotEmpty();
    return tokens;
  }

  private URI authorize() {
    return URI.create(client.tell("authorize", Map.of()).path("address").asText());
  }

  private URI approve(URI address) {
    return ConsentOf.alice(linking, address, "approve", Map.of(door, Set.of(Action.VIEW)));
  }

  private static JsonNode exchange(URI callback) {
    return client.tell("exchange", Map.of("callback", callback.toString()));
  }

  private static JsonNode refresh(JsonNode tokens) {
    return client.tell("refresh", Map.of("token", tokens.path("refresh_token").asText()));
  }

  private static JsonNode introspect(JsonNode token) {
    return client.tell("introspect", Map.of("token", token.asText()));
  }

  private static JsonNode revoke(JsonNode token) {
    return client.tell("revoke", Map.of("token", token.asText()));
  }
}
