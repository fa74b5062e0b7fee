package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.Needles;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Invariant 1: after everything that can happen to a link, nothing that was secret stands anywhere.
 */
@OnStack
class LeakIT {

  private static final Logger LOG = Logger.getLogger(LeakIT.class);
  private static final String CONTROL = "planted-control-q8Xw3vTn5LkR7sYd2HbF";

  private final LocalStack stack = TestStack.current();
  private final Linking linking = new Linking(TestStack.current());

  @Inject Sealer sealer;

  @Test
  void nothingSecret_standsInTheDatabaseOrInAnyLog() throws IOException {
    Needles secrets = new Needles();
    try (CapturedLog log = CapturedLog.start()) {
      everythingThatCanHappen(secrets);
      assertThat(secrets.foundIn(log.text())).isEmpty();
    }
    assertThat(secrets.size()).isGreaterThan(9);
    String dump = stack.postgres().dump(TestStack.database());
    assertThat(dump)
        .contains("CREATE TABLE")
        .contains("upstream_token")
        .containsPattern("vault:v\\d+:");
    assertThat(secrets.foundIn(dump)).isEmpty();
    for (Path file : List.of(stack.postgres().log(), stack.openBao().log())) {
      assertThat(secrets.foundIn(Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  @Test
  void plantedControl_isFoundInTheDatabaseAndInTheLog() {
    Needles control = new Needles();
    control.add("control", CONTROL);
    for (String form : control.forms("control")) {
      String device = "control-" + Math.abs(form.hashCode());
      Database.update(
          """
          insert into ownership (device_id, user_id, epoch, name, changed_at)
          values (?, null, 1, ?, clock_timestamp())
          """,
          device,
          "before " + form + " after");
      assertThat(control.foundIn(stack.postgres().dump(TestStack.database())))
          .as(form)
          .isNotEmpty();
      Database.update("delete from ownership where device_id = ?", device);
    }
    try (CapturedLog log = CapturedLog.start()) {
      LOG.infof("a line with %s in it", CONTROL);
      assertThat(control.foundIn(log.text())).isNotEmpty();
    }
  }

  private void everythingThatCanHappen(Needles secrets) throws IOException {
    secrets.add("client secret", stack.alexaClientSecret());
    secrets.add("upstream client secret", stack.keycloak().clientSecret("hushkey-lwa"));
    secrets.add("login client secret", stack.keycloak().clientSecret("hushkey-login"));
    secrets.add("database password", stack.postgres().password(LocalStack.HUSHKEY));
    secrets.add("role secret", Files.readString(stack.openBao().secretIdFile()).strip());

    DeviceId camera = Api.newCamera(People.ALICE);
    Linking.Approval approval =
        linking.approve("alice", Map.of(camera, Set.of(Action.EVENTS, Action.VIEW)));
    secrets.add("code", approval.code());
    secrets.add("state", approval.attempt().state());
    secrets.add("code verifier", approval.attempt().codeVerifier());
    Linking.Tokens tokens = linking.exchange(approval).tokens();
    secrets.add("access token", tokens.accessToken());
    secrets.add("refresh token", tokens.refreshToken());

    String grantCode = new AmazonLogin(TestStack.current()).code("alice-amazon");
    secrets.add("AcceptGrant code", grantCode);
    Api.acceptGrant(grantCode, tokens.accessToken())
        .then()
        .body("event.header.name", equalTo("AcceptGrant.Response"));
    addUpstream(secrets, "first");
    handOut(camera, secrets, "handed out");

    Database.update("update upstream_token set access_expires_at = clock_timestamp()");
    handOut(camera, secrets, "handed out after refresh");
    addUpstream(secrets, "refreshed");

    secrets.add(
        "second access token", linking.refresh(tokens.refreshToken()).tokens().accessToken());
    Api.check(tokens.accessToken(), camera, Action.VIEW).then().body("allowed", equalTo(true));
    everythingThatIsRefused(approval, tokens, camera);
    linking.revoke(tokens.refreshToken());
    Api.revoke(Map.of("assistant", "alexa")).then().statusCode(200);
    Api.check(tokens.accessToken(), camera, Action.VIEW).then().body("allowed", equalTo(false));
  }

  /** Refusals are where careless code prints what it refuses. */
  private void everythingThatIsRefused(
      Linking.Approval approval, Linking.Tokens tokens, DeviceId camera) {
    Api.acceptGrant(approval.code(), tokens.accessToken());
    Api.acceptGrant(tokens.refreshToken(), tokens.refreshToken());
    Api.check(tokens.refreshToken(), camera, Action.VIEW).then().body("allowed", equalTo(false));
    linking.refresh(tokens.accessToken());
    linking.post("/oauth2/token", Map.of("grant_type", approval.code()));
    linking.post(
        "/oauth2/token",
        Map.of(
            "grant_type",
            "refresh_token",
            "refresh_token",
            tokens.refreshToken(),
            "client_id",
            Linking.CLIENT_ID,
            "client_secret",
            stack.alexaClientSecret()));
    Api.skill()
        .body("{\"token\": \"" + tokens.accessToken() + "\", \"device\": 5")
        .post("/v1/checks");
    Api.skill()
        .body("{\"unknown\": \"" + tokens.accessToken() + "\"}")
        .post("/v1/checks")
        .then()
        .statusCode(400);
  }

  private void handOut(DeviceId camera, Needles secrets, String name) {
    secrets.add(
        name,
        Api.token(
            Api.handOut(People.ALICE, camera, Action.EVENTS)
                .then()
                .statusCode(200)
                .extract()
                .response()));
  }

  /** What lies under seal, read the only way there is: through Vault, as the service does. */
  private void addUpstream(Needles secrets, String name) throws IOException {
    String link = Database.activeLink(People.ALICE).toString();
    String sealed =
        Database.text("select sealed from upstream_token where link_id = ?::uuid", link);
    LinkRef ref =
        new LinkRef(new AssistantId("alexa"), LinkId.from(link), new UserId(People.ALICE));
    String plain =
        sealer
            .open(new SealedText(sealed), SealBinding.ofLink(ref))
            .await()
            .indefinitely()
            .reveal();
    JsonNode tokens = new ObjectMapper().readTree(plain);
    List<String> texts =
        Stream.of(
                tokens.findValuesAsText("access"),
                tokens.findValuesAsText("refresh"),
                tokens.findValuesAsText("access_token"),
                tokens.findValuesAsText("refresh_token"),
                tokens.findValuesAsText("accessToken"),
                tokens.findValuesAsText("refreshToken"))
            .flatMap(List::stream)
            .filter(text -> text.length() > 40)
            .toList();
    assertThat(texts).hasSizeGreaterThanOrEqualTo(2);
    for (int i = 0; i < texts.size(); i++) {
      secrets.add(name + " upstream token " + i, texts.get(i));
    }
  }
}
