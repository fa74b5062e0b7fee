package dev.hushkey.alexa.acceptgrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.UpstreamRelay;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.Response;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AcceptGrant over a wire to Login with Amazon that can be cut. */
@OnStack
@QuarkusTestResource(value = UpstreamRelay.class, restrictToAnnotatedClass = true)
class AcceptGrantWireIT {

  /** Filled by {@link UpstreamRelay#inject}. */
  UpstreamRelay relay;

  private LinkedCamera camera;
  private String code;

  @BeforeEach
  void aLinkAndACode() {
    relay.reset();
    camera = LinkedCamera.ofAlice();
    code = new AmazonLogin(TestStack.current()).code("alice-amazon");
  }

  @AfterEach
  void theWireIsWhole() {
    relay.reset();
  }

  private Response acceptGrant() {
    return Api.acceptGrant(code, camera.accessToken());
  }

  @ParameterizedTest
  @CsvSource({"500, ''", "429, ''", "200, '<html>'", "401, '{\"error\":\"invalid_client\"}'"})
  void amazonAway_isAnErrorResponseThatSaysWhenToComeBack(int status, String body) {
    relay.answer(status, body);
    acceptGrant()
        .then()
        .statusCode(200)
        .header("Retry-After", notNullValue())
        .body("event.header.name", equalTo("ErrorResponse"))
        .body("event.payload.type", equalTo("ACCEPT_GRANT_FAILED"))
        .body("event.payload.message", containsString("unavailable"));
    assertThat(camera.stored("version")).isNull();
    relay.reset();
    acceptGrant().then().body("event.header.name", equalTo("AcceptGrant.Response"));
  }

  @Test
  void linkRevokedDuringTheExchange_isAnErrorResponse_andNothingIsStored() throws Exception {
    relay.hold();
    try (ExecutorService skill = Executors.newSingleThreadExecutor()) {
      Future<Response> answer = skill.submit(this::acceptGrant);
      relay.awaitHeld();
      Api.revoke(Map.of("link", camera.link().toString())).then().statusCode(200);
      relay.release();
      answer
          .get()
          .then()
          .statusCode(200)
          .body("event.header.name", equalTo("ErrorResponse"))
          .body("event.payload.message", containsString("the link has ended in the meantime"));
    }
    assertThat(camera.stored("sealed")).isNull();
    assertThat(camera.recorded("upstream-granted", "done")).isZero();
  }
}
