package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.testing.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A packaged Hushkey without the service account that ends sessions at Keycloak. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithoutSessionEndingIT {

  private final LocalStack stack = TestStack.current();
  private final int port = Ports.free().hushkey();
  private final HushkeyServer hushkey = stack.replica("without-sessions", port);
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  void start() {
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig(TestStack.database()));
    config.keySet().removeIf(key -> key.startsWith("quarkus.keycloak.admin-client."));
    config.put("quarkus.http.port", Integer.toString(port));
    hushkey.start(config);
  }

  @AfterAll
  void stop() {
    hushkey.stop();
  }

  private HttpResponse<String> revoke(String more) throws IOException, InterruptedException {
    String body = "{\"selector\":{\"user\":\"nobody-here\"},\"reason\":\"a test\"%s}";
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/revocations"))
            .header("Authorization", "Bearer " + stack.keycloak().serviceToken("hushkey-admin"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.formatted(more)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Section 3.3 of the draft asks for a new log-in, which this installation cannot enforce. */
  @Test
  void globalTokenRevocation_endsTheTokens_andSaysThatTheSessionsGoOn()
      throws IOException, InterruptedException {
    String user = "user-" + UUID.randomUUID();
    LinkRef link = new LinkRef(new AssistantId("alexa"), LinkIds.create(), new UserId(user));
    Database.store(link, "vault:v1:sealed");
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/v1/global-token-revocation"))
                .header("Authorization", "Bearer " + stack.keycloak().serviceToken("security-tool"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"sub_id\":{\"format\":\"opaque\",\"id\":\"%s\"}}".formatted(user)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(Database.text("select state from current_link where user_id = ?", user))
        .isEqualTo("REVOKED");
  }

  private static String revocations() {
    return Database.text("select count(*) from revocation where scope = 'user:nobody-here'");
  }

  @Test
  void revocationThatEndsSessions_isRefusedAndSaysWhatToConfigure_andOthersWork()
      throws IOException, InterruptedException {
    String before = revocations();
    for (String dryRun : new String[] {"", ",\"dryRun\":true"}) {
      HttpResponse<String> refused = revoke(",\"endSessions\":true" + dryRun);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .contains("endSessions", "quarkus.keycloak.admin-client.server-url");
    }
    assertThat(revocations()).isEqualTo(before);

    assertThat(revoke("").statusCode()).isEqualTo(200);
    assertThat(revocations()).isNotEqualTo(before);
  }
}
