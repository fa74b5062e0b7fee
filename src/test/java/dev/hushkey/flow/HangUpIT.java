package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.Wires;
import io.quarkus.test.common.QuarkusTestResource;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A caller that hangs up while we work: one line in the log, and no fault of ours. */
@OnStack
@QuarkusTestResource(value = Wires.class, restrictToAnnotatedClass = true)
class HangUpIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Linking linking = new Linking(TestStack.current());
  private Wires wires;

  @AfterEach
  void mended() {
    wires.postgres().release();
  }

  /** Sends a whole request, and hangs up when its first statement is under way. */
  private void hangUp(String head, String body) throws IOException, InterruptedException {
    URI address = URI.create(linking.issuer());
    wires.postgres().hold();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request =
          head
              + "\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(address.getAuthority(), body.length(), body);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      wires.postgres().awaitHeld();
      socket.setSoLinger(true, 0);
    }
  }

  private void assertOneLine(String path, String head, String body) throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      hangUp(head, body);
      await().atMost(PATIENCE).until(() -> log.text().contains("hung up"));
      wires.postgres().release();
      // A whole request later, nothing of the first is left to say
      Api.newCamera(People.CAROL);
      assertThat(log.text().lines().filter(line -> line.contains(path))).hasSize(1);
      assertThat(log.text()).doesNotContain("\tat ").doesNotContain("Exception");
    }
  }

  @Test
  void codeExchange_hungUp_isOneLine_andTheLinkIsWhole() throws Exception {
    DeviceId device = Api.newCamera(People.ALICE);
    Linking.Approval approval = linking.approve("alice", Map.of(device, Set.of(Action.VIEW)));
    String pair = Linking.CLIENT_ID + ":" + TestStack.current().alexaClientSecret();
    String form =
        PlainBrowser.encode(
            List.of(
                Map.entry("grant_type", "authorization_code"),
                Map.entry("code", approval.code()),
                Map.entry("redirect_uri", approval.attempt().redirectUri()),
                Map.entry("code_verifier", approval.attempt().codeVerifier())));
    assertOneLine(
        "/oauth2/token",
        "POST /oauth2/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"
            + "\r\nAuthorization: Basic "
            + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)),
        form);
    // Either it went through, or nothing of it did
    assertThat(linking.exchange(approval).status()).isIn(200, 400);
  }

  @Test
  void check_hungUp_isOneLine() throws Exception {
    LinkedCamera camera = LinkedCamera.ofBob();
    assertOneLine(
        "/v1/checks",
        "POST /v1/checks HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + TestStack.current().keycloak().serviceToken("alexa-skill"),
        "{\"token\":\"%s\",\"device\":\"%s\",\"action\":\"view\"}"
            .formatted(camera.accessToken(), camera.device()));
    assertThat(camera.allows(Action.VIEW)).isTrue();
  }
}
