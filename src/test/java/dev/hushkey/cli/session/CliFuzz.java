package dev.hushkey.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers that the command reads, and what people type. */
public final class CliFuzz {

  private static final Server SERVER = Server.from("https://hushkey.example");
  private static final Realm REALM =
      new Realm(
          URI.create("https://login.example"),
          URI.create("https://login.example/token"),
          Optional.empty(),
          Optional.empty());

  private static Answer answer(String input) {
    String[] lines = input.split("\n", 3);
    int status = lines[0].matches("[1-5][0-9][0-9]") ? Integer.parseInt(lines[0]) : 200;
    Map<String, List<String>> headers =
        lines.length > 1 ? Map.of("Retry-After", List.of(lines[1])) : Map.of();
    return new Answer(
        status, HttpHeaders.of(headers, (_, _) -> true), lines.length > 2 ? lines[2] : "");
  }

  /** An answer of Keycloak's token endpoint. */
  public static void cliTokenAnswer(String input) {
    try {
      assertThat(TokenAnswer.read(REALM, answer(input), Instant.EPOCH)).isNotNull();
    } catch (CommandFailure told) {
      assertThat(told.getMessage()).isNotEmpty();
    }
  }

  /** A refusal of the admin API: nothing in it can write to the terminal but text. */
  public static void cliFailure(String input) {
    Answer answer = answer(input);
    if (!answer.succeeded()) {
      String message = ServerFailures.of(SERVER, answer).getMessage();
      assertThat(message.replace("\n", "").chars()).noneMatch(Character::isISOControl);
    }
  }

  /** A server as typed. */
  public static void cliServer(String input) {
    try {
      assertThat(Server.from(input).address().getScheme()).isIn("http", "https");
    } catch (CommandFailure told) {
      assertThat(told.getMessage()).isNotEmpty();
    }
  }

  private CliFuzz() {}
}
