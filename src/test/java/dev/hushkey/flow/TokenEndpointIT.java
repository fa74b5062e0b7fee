package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Answer;
import dev.hushkey.stack.fixture.Linking.Approval;
import dev.hushkey.stack.fixture.Linking.Tokens;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The token and revocation endpoints as the assistant's cloud meets them. */
@OnStack
class TokenEndpointIT {

  private static final String TOKEN = "/oauth2/token";

  private final Linking linking = new Linking(TestStack.current());
  private DeviceId door;

  @BeforeEach
  void giveAliceACamera() {
    door = Database.camera(People.ALICE, "Front door", "Porch");
  }

  @Test
  void code_exchanged_givesTokensThatNobodyMayStore() {
    Answer answer = linking.exchange(approve());

    Tokens tokens = answer.tokens();
    assertThat(tokens.expiresInSeconds()).isEqualTo(3600);
    assertThat(tokens.scope()).isEqualTo("devices");
    assertThat(answer.body().path("token_type").asText()).isEqualTo("Bearer");
    assertThat(answer.headers()).containsEntry("cache-control", List.of("no-store"));
    assertThat(answer.headers()).containsEntry("pragma", List.of("no-cache"));
    assertThat(answer.headers().get("content-type").getFirst()).startsWith("application/json");
  }

  @Test
  void link_madeFromCode_hasTheInstantOfConsentAndTheEpochOfTheCamera() {
    Approval approval = approve();
    String consentedAt = codeColumn(approval, "decided_at");
    linking.exchange(approval).tokens();

    String link = codeColumn(approval, "link_id");
    assertThat(Database.text("select authorized_at from link where id = ?::uuid", link))
        .isEqualTo(consentedAt);
    assertThat(
            Database.text(
                "select actions::text || epoch from device_grant where link_id = ?::uuid", link))
        .isEqualTo("{events,view}1");
    assertThat(
            Database.text(
                "select actor from audit_event where kind = 'link-made' and link_id = ?::uuid",
                link))
        .isEqualTo("assistant:alexa");
  }

  @Test
  void camera_thatChangedHandsSinceTheConsent_isNotGranted() {
    DeviceId garden = Database.camera(People.ALICE, "Garden", "Outside");
    DeviceId cellar = Database.camera(People.ALICE, "Cellar", "Cellar");
    Set<Action> view = Set.of(Action.VIEW);
    Approval approval = linking.approve("alice", Map.of(door, view, garden, view, cellar, view));
    Database.update(
        "update ownership set user_id = ? where device_id = ?", People.BOB, garden.value());
    // away and back again: hers, and yet not what she ticked
    Database.update("update ownership set epoch = epoch + 2 where device_id = ?", cellar.value());

    linking.exchange(approval).tokens();

    String link = codeColumn(approval, "link_id");
    assertThat(
            Database.text(
                "select string_agg(device_id, ', ') from current_device_grant"
                    + " where live and link_id = ?::uuid",
                link))
        .isEqualTo(door.value());
    assertThat(
            Database.text(
                "select count(*) from device_grant where device_id = ? and link_id = ?::uuid",
                garden.value(),
                link))
        .isEqualTo("0");
    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'link-made' and link_id = ?::uuid",
                link))
        .contains(door.value())
        .doesNotContain(garden.value());
  }

  @Test
  void clientAuthentication_inTheBody_works() {
    Map<String, String> form = codeForm(approve());
    form.put("client_id", Linking.CLIENT_ID);
    form.put("client_secret", TestStack.current().alexaClientSecret());

    assertThat(linking.post(TOKEN, form, Map.of()).status()).isEqualTo(200);
  }

  @Test
  void clientAuthentication_inBothWays_isInvalidRequest() {
    Map<String, String> form = codeForm(approve());
    form.put("client_secret", TestStack.current().alexaClientSecret());

    assertError(linking.post(TOKEN, form), 400, "invalid_request");
  }

  @Test
  void clientAuthentication_wrong_isInvalidClientWithChallenge() {
    Answer answer = linking.post(TOKEN, codeForm(approve()), Map.of("Authorization", "Basic eDp5"));

    assertError(answer, 401, "invalid_client");
    assertThat(answer.headers().get("www-authenticate").getFirst()).startsWith("Basic");
  }

  @Test
  void clientAuthentication_missing_isInvalidClient() {
    assertError(linking.post(TOKEN, codeForm(approve()), Map.of()), 401, "invalid_client");
  }

  @Test
  void code_secondTime_endsTheLinkAndIsOnRecord() {
    Approval approval = approve();
    Tokens tokens = linking.exchange(approval).tokens();

    assertError(linking.exchange(approval), 400, "invalid_grant");

    assertError(linking.refresh(tokens.refreshToken()), 400, "invalid_grant");
    String link = codeColumn(approval, "link_id");
    assertThat(stateOf(link)).isEqualTo("REVOKED");
    assertThat(liveAccessTokens(link)).isEqualTo("0");
    assertThat(
            Database.text(
                "select outcome from audit_event where kind = 'code-replayed' and link_id = ?::uuid",
                link))
        .isNotNull();
  }

  @Test
  void code_exchangedByManyAtOnce_givesTokensOnceAtMost() throws Exception {
    Approval approval = approve();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Answer>> tries = Collections.nCopies(8, () -> linking.exchange(approval));
      long good = 0;
      for (Future<Answer> answer : threads.invokeAll(tries)) {
        good += answer.get().status() == 200 ? 1 : 0;
      }
      assertThat(good).isEqualTo(1);
    }
    assertThat(stateOf(codeColumn(approval, "link_id"))).isEqualTo("REVOKED");
  }

  @Test
  void code_withWrongVerifier_isInvalidGrantAndStaysUsable() {
    Approval approval = approve();
    Map<String, String> form = codeForm(approval);
    form.put("code_verifier", "x".repeat(43));

    assertError(linking.post(TOKEN, form), 400, "invalid_grant");
    assertThat(linking.exchange(approval).status()).isEqualTo(200);
  }

  @Test
  void code_withoutVerifier_isInvalidGrant() {
    Map<String, String> form = codeForm(approve());
    form.remove("code_verifier");

    assertError(linking.post(TOKEN, form), 400, "invalid_grant");
  }

  @Test
  void code_madeWithoutChallenge_isRefusedWithVerifier() {
    Approval approval = approve();
    Database.update(
        "update authorization_code set code_challenge = null where code_hash = ?", hash(approval));

    assertError(linking.exchange(approval), 400, "invalid_grant");
  }

  @Test
  void code_withOtherRedirectUri_isInvalidGrant() {
    Map<String, String> form = codeForm(approve());
    form.put("redirect_uri", linking.redirectUri() + "/");

    assertError(linking.post(TOKEN, form), 400, "invalid_grant");
  }

  @Test
  void code_ofAnotherAssistant_isInvalidGrantAndUntouched() {
    Approval approval = approve();
    setAssistant(approval, "google");
    assertError(linking.exchange(approval), 400, "invalid_grant");

    setAssistant(approval, "alexa");
    assertThat(linking.exchange(approval).status()).isEqualTo(200);
  }

  @Test
  void code_expired_isInvalidGrant() {
    Approval approval = approve();
    Database.update(
        "update authorization_code set expires_at = clock_timestamp() where code_hash = ?",
        hash(approval));

    assertError(linking.exchange(approval), 400, "invalid_grant");
  }

  @Test
  void code_fromBeforeACutOff_isInvalidGrant() {
    Approval approval = approve();
    cutOff("user:" + People.ALICE + "/assistant:alexa");

    assertError(linking.exchange(approval), 400, "invalid_grant");
    assertThat(linking.exchange(approve()).status()).isEqualTo(200);
  }

  @Test
  void code_nobodyMade_isInvalidGrant() {
    Approval approval = approve();
    assertError(
        linking.exchange(new Approval(approval.attempt(), "x".repeat(43))), 400, "invalid_grant");
  }

  @Test
  void refresh_repeated_givesTheSameRefreshTokenAndNewAccessTokens() {
    Tokens first = linking.exchange(approve()).tokens();

    Tokens second = linking.refresh(first.refreshToken()).tokens();
    Tokens third = linking.refresh(first.refreshToken()).tokens();

    assertThat(List.of(second.refreshToken(), third.refreshToken()))
        .containsOnly(first.refreshToken());
    assertThat(Set.of(first.accessToken(), second.accessToken(), third.accessToken())).hasSize(3);
  }

  @Test
  void refresh_afterACutOff_isInvalidGrant() {
    Tokens tokens = linking.exchange(approve()).tokens();
    cutOff("user:" + People.ALICE);

    assertError(linking.refresh(tokens.refreshToken()), 400, "invalid_grant");
  }

  @Test
  void refresh_afterANewLink_isInvalidGrantForTheOldOne_whereOnlyOneIsAllowed() {
    Linking one = linking.as(StackAssistant.SMARTTHINGS);
    Map<DeviceId, Set<Action>> consent = Map.of(Api.newCamera(People.ALICE), Set.of(Action.VIEW));
    Tokens old = one.link("alice", consent);
    Tokens current = one.link("alice", consent);

    assertError(one.refresh(old.refreshToken()), 400, "invalid_grant");
    assertThat(one.refresh(current.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void refresh_withMoreScope_isInvalidScope() {
    Tokens tokens = linking.exchange(approve()).tokens();
    Map<String, String> form =
        Map.of(
            "grant_type", "refresh_token",
            "refresh_token", tokens.refreshToken(),
            "scope", "devices admin");

    assertError(linking.post(TOKEN, form), 400, "invalid_scope");
  }

  @Test
  void refresh_ofAnotherAssistantsToken_isInvalidGrant() {
    Approval approval = approve();
    Tokens tokens = linking.exchange(approval).tokens();
    Database.update(
        "update link set assistant = 'another' where id = ?::uuid",
        codeColumn(approval, "link_id"));

    assertError(linking.refresh(tokens.refreshToken()), 400, "invalid_grant");
    assertThat(linking.revoke(tokens.refreshToken()).status()).isEqualTo(200);
    assertThat(stateOf(codeColumn(approval, "link_id"))).isEqualTo("ACTIVE");
  }

  @Test
  void request_malformed_isInvalidRequest() {
    assertError(linking.post(TOKEN, Map.of()), 400, "invalid_request");
    assertError(
        linking.post(TOKEN, Map.of("grant_type", "password")), 400, "unsupported_grant_type");
    assertError(linking.post(TOKEN, Map.of("grant_type", "refresh_token")), 400, "invalid_request");
    assertError(
        linking.post(TOKEN, Map.of("grant_type", "refresh_token", "refresh_token", "x\u0000")),
        400,
        "invalid_grant");
  }

  @Test
  void revoke_refreshToken_endsTheWholeLink() {
    Approval approval = approve();
    Tokens tokens = linking.exchange(approval).tokens();

    assertThat(linking.revoke(tokens.refreshToken()).status()).isEqualTo(200);

    assertError(linking.refresh(tokens.refreshToken()), 400, "invalid_grant");
    String link = codeColumn(approval, "link_id");
    assertThat(stateOf(link)).isEqualTo("REVOKED");
    assertThat(liveAccessTokens(link)).isEqualTo("0");
    assertThat(linking.revoke(tokens.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void revoke_accessToken_endsThisOneAlone() {
    Approval approval = approve();
    Tokens tokens = linking.exchange(approval).tokens();
    linking.refresh(tokens.refreshToken()).tokens();
    String link = codeColumn(approval, "link_id");
    assertThat(liveAccessTokens(link)).isEqualTo("2");

    assertThat(linking.revoke(tokens.accessToken()).status()).isEqualTo(200);

    assertThat(liveAccessTokens(link)).isEqualTo("1");
    assertThat(linking.refresh(tokens.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void revoke_unknownToken_isFineAndWithoutClient_isNot() {
    assertThat(linking.revoke("nothing-of-ours").status()).isEqualTo(200);
    assertError(
        linking.post("/oauth2/revoke", Map.of("token", "x"), Map.of()), 401, "invalid_client");
    assertError(linking.post("/oauth2/revoke", Map.of()), 400, "invalid_request");
  }

  private Approval approve() {
    return linking.approve("alice", Map.of(door, Set.of(Action.VIEW, Action.EVENTS)));
  }

  private static Map<String, String> codeForm(Approval approval) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", approval.code());
    form.put("redirect_uri", approval.attempt().redirectUri());
    form.put("code_verifier", approval.attempt().codeVerifier());
    return form;
  }

  private static void assertError(Answer answer, int status, String error) {
    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("cache-control", List.of("no-store"));
  }

  private static byte[] hash(Approval approval) {
    return TokenHash.of(SecretText.of(approval.code())).toBytes();
  }

  private static String codeColumn(Approval approval, String column) {
    return Database.text(
        "select " + column + " from authorization_code where code_hash = ?", hash(approval));
  }

  private static void setAssistant(Approval approval, String assistant) {
    Database.update(
        "update authorization_code set assistant = ? where code_hash = ?",
        assistant,
        hash(approval));
  }

  private static String stateOf(String link) {
    return Database.text("select state from current_link where id = ?::uuid", link);
  }

  private static String liveAccessTokens(String link) {
    return Database.text(
        "select count(*) from current_access_token where link_id = ?::uuid and live", link);
  }

  /** The cut-off alone, without the sweep that follows it: it has to be enough. */
  private static void cutOff(String scope) {
    UUID revocation = UUID.randomUUID();
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, finished_at)
        values (?, ?, 'test', 'system', clock_timestamp(), clock_timestamp())
        """,
        revocation,
        scope);
    Database.update(
        """
        insert into cut_off (scope, at, revocation_id) values (?, clock_timestamp(), ?)
        """,
        scope,
        revocation);
  }
}
