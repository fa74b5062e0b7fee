package dev.hushkey.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerFailuresTest {

  private static final Server SERVER = Server.from("http://127.0.0.1:8700");
  private static final String PROBLEM =
      """
      {"type": "urn:hushkey:problem:%s", "title": "A title", "status": %d,
       "detail": "the detail", "correlationId": "c0ffee"}
      """;

  @ParameterizedTest
  @CsvSource({
    "400, 2", "401, 3", "403, 4", "404, 5", "429, 7", "500, 1", "502, 7", "503, 7", "504, 7"
  })
  void problem_hasTheExitCodeOfItsStatus(int status, int exitCode) {
    assertThat(failure(status).exitCode()).isEqualTo(exitCode);
  }

  @ParameterizedTest
  @CsvSource({"400", "404", "500", "503"})
  void problem_isShownWithDetailAndCorrelationId(int status) {
    assertThat(failure(status)).hasMessageContainingAll("A title: the detail", "c0ffee");
  }

  @Test
  void unavailable_showsWhenToComeBack() {
    assertThat(failure(503)).hasMessageContaining("Try again in 7 s.");
  }

  @Test
  void unauthorized_saysHowToLogIn() {
    assertThat(failure(401)).hasMessageContaining("Run: hushkey login");
  }

  @Test
  void notAllowed_namesTheRoleAndTheServer() {
    assertThat(failure(403))
        .hasMessageContainingAll("http://127.0.0.1:8700", "realm role admin", "hushkey login");
  }

  @Test
  void notFound_asksWhetherItIsTheRightServer() {
    assertThat(failure(404)).hasMessageContaining("Is http://127.0.0.1:8700 the right server");
  }

  @Test
  void notFound_ofAnotherKindOfServer_isUnexpected() {
    CommandFailure failure = ServerFailures.of(SERVER, answer(404, "<html>nginx</html>"));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
    assertThat(failure)
        .hasMessage(
            "http://127.0.0.1:8700 answered 404; is this a Hushkey server?"
                + " Check --server or --profile.");
  }

  @Test
  void detail_cannotSteerTheTerminal() {
    String body = PROBLEM.formatted("x", 400).replace("the detail", "\\u001b[2Jgone");
    assertThat(ServerFailures.of(SERVER, answer(400, body)))
        .hasMessageContaining("?[2Jgone")
        .hasMessageNotContaining("\u001b");
  }

  private static CommandFailure failure(int status) {
    return ServerFailures.of(SERVER, answer(status, PROBLEM.formatted("x", status)));
  }

  private static Answer answer(int status, String body) {
    Map<String, List<String>> headers = Map.of("Retry-After", List.of("7"));
    return new Answer(status, HttpHeaders.of(headers, (name, value) -> true), body);
  }
}
