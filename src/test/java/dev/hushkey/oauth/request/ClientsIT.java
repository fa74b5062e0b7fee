package dev.hushkey.oauth.request;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nobody guesses a client's secret unseen. */
@OnStack
class ClientsIT {

  @Inject MeterRegistry meters;

  private static Response guess(String client, String secret) {
    return given()
        .auth()
        .preemptive()
        .basic(client, secret)
        .formParam("token", "x")
        .post("/oauth2/revoke");
  }

  private double counted(String client) {
    return meters.counter("hushkey.client.authentication.failures", "client", client).count();
  }

  @Test
  void guesses_areLoggedCountedAndOnRecordOnce_areSlowedDown_andLockNobodyOut() {
    String client = StackAssistant.ALEXA.clientId();
    double before = counted("alexa");
    long slowest = 0;
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 12; i++) {
        slowest = guess(client, "guess-" + i).then().statusCode(401).extract().time();
      }
      assertThat(log.text())
          .contains("alexa did not authenticate at 127.0.0.1")
          .doesNotContain("guess-");
    }
    assertThat(counted("alexa") - before).isEqualTo(12);
    assertThat(slowest).isGreaterThanOrEqualTo(FailedAttempts.MAX_DELAY.toMillis());
    assertThat(
            Database.text(
                """
                select count(*) || ' ' || min(actor) || ' ' || min(assistant) from audit_event
                 where kind = 'client-authentication'
                """))
        .isEqualTo("1 stranger:127.0.0.1 alexa");

    Linking.Answer real =
        new Linking(TestStack.current()).post("/oauth2/revoke", Map.of("token", "x"));
    assertThat(real.status()).isEqualTo(200);
    long took =
        guess(client, TestStack.current().clientSecret(StackAssistant.ALEXA))
            .then()
            .statusCode(200)
            .extract()
            .response()
            .timeIn(TimeUnit.MILLISECONDS);
    assertThat(took).isLessThan(FailedAttempts.MAX_DELAY.toMillis());
  }

  @Test
  void clientsThatNobodyKnows_areCountedTogether() {
    double before = counted("unknown");
    guess("nobody", "x").then().statusCode(401);
    guess("somebody", "x").then().statusCode(401);
    assertThat(counted("unknown") - before).isEqualTo(2);
  }
}
