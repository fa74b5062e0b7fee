package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tricks with addresses, at every operation and page. */
@OnStack
class PlainPathsIT {

  private static final List<String> TRICKS =
      List.of(";x=1", ";", "%3B", "%2F", "%5C", "%00", "/..", "/.", "%2e%2e", "%253B");

  @Test
  void deviceIdWithASemicolon_changesNoOwner() {
    DeviceId device = Api.newCamera(People.ALICE);

    WireAnswer answer =
        new WireRequest("PUT", "/v1/devices/" + device + ";front/owner")
            .with("Authorization", "Bearer " + Api.token("camera-backend"))
            .with("Content-Type", DocumentedRequests.JSON)
            .withBody("{\"user\":\"" + People.BOB + "\",\"name\":\"Camera\"}")
            .send();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().path("correlationId").asText()).isNotEmpty();
    assertThat(owner(device)).isEqualTo(People.ALICE);
  }

  private static String owner(DeviceId device) {
    return Database.text("select user_id from ownership where device_id = ?", device.value());
  }

  @Test
  void everyOperation_underATwistedAddress_is400_inItsOwnWords() {
    Map<String, WireRequest> requests =
        DocumentedRequests.of(LinkedCamera.ofBob().granted(), CameraApp.of("alice"));
    requests.forEach(
        (operation, request) -> {
          String path = request.target().replaceFirst("\\?.*", "");
          for (String trick : TRICKS) {
            for (String twisted : List.of(path + trick, "/" + trick + path.substring(1))) {
              WireAnswer answer = request.withTarget(twisted).send();

              assertThat(answer.status()).as("%s %s", operation, twisted).isEqualTo(400);
              assertThat(answer.isJson()).as("%s %s", operation, twisted).isTrue();
              if (twisted.startsWith("/oauth2/")) {
                assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
              }
            }
          }
        });
  }

  /** Vert.x answers these itself, with no body. */
  @Test
  void addressThatCannotBeDecoded_is400() {
    for (String path :
        List.of("/v1/links%zz", "/oauth2/token%", "/account/assistants%e", "/v1/links\\")) {
      assertThat(new WireRequest("GET", path).send().status()).as(path).isEqualTo(400);
    }
    for (String path : List.of("/q/health%zz", "/q/health/ready%", "/q/metrics%e", "/%")) {
      WireAnswer answer = WireRequest.inner("GET", path).send();

      assertThat(answer.status()).as("inner %s", path).isEqualTo(400);
    }
  }

  @Test
  void everyPage_underATwistedAddress_saysThatTheLinkDoesNotWork() {
    for (String page :
        List.of(
            "/oauth2/authorize",
            "/oauth2/logged-out",
            "/oauth2/login-failed",
            "/account/consent",
            "/account/login",
            "/account/assistants")) {
      for (String trick : TRICKS) {
        for (String method : List.of("GET", "POST")) {
          WireAnswer answer =
              new WireRequest(method, page + trick).with("Accept-Language", "de").send();

          assertThat(answer.status()).as("%s %s", method, page + trick).isEqualTo(400);
          assertThat(answer.header("Content-Type"))
              .as("%s %s", method, page + trick)
              .startsWith("text/html");
          assertThat(answer.body()).contains("lang=\"de\"");
        }
      }
    }
  }

  @Test
  void queryOfAList_thatIsUnknownRepeatedEmptyOrNoNumber_is400() {
    for (String query :
        List.of(
            "limit=abc",
            "limit=",
            "limit=0",
            "limit=1001",
            "limit=-1",
            "limit=%2B5",
            "limit=5%20",
            "limit=5.0",
            "limit=99999999999999999999",
            "limit=5&limit=5",
            "user=",
            "user=a&user=b",
            "user=a;b",
            "usr=a",
            "device=a%00",
            "state=active",
            "after=1-1-1-1-1",
            "after=0c9f3c1e3a43-4c1c-8a50-6a1f4a0b7d21-a",
            "x")) {
      WireAnswer answer =
          new WireRequest("GET", "/v1/links?" + query)
              .with("Authorization", "Bearer " + Api.token("hushkey-admin"))
              .send();

      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void everyOperationOfTheApi_withAQueryThatItDoesNotKnow_is400() {
    Map<String, WireRequest> requests =
        DocumentedRequests.of(LinkedCamera.ofBob().granted(), CameraApp.of("alice"));
    requests.values().stream()
        .filter(request -> request.target().startsWith("/v1/"))
        .forEach(
            request -> {
              String mark = request.target().contains("?") ? "&" : "?";
              WireAnswer answer = request.withTarget(request.target() + mark + "y=1").send();

              assertThat(answer.status()).as("%s", request).isEqualTo(400);
            });
  }
}
