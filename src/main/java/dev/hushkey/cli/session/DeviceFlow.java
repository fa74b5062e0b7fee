package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.secret.SecretText;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Logs a person in, who types a code into a browser, <a
 * href="https://www.rfc-editor.org/rfc/rfc8628">RFC 8628</a>.
 */
final class DeviceFlow {

  static final String CLIENT = "hushkey-cli";

  private static final int SERVER_ERROR = 500;
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  /** The default interval, and what slow_down adds, §3.2 and §3.5. */
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  private final Server server;
  private final Realm realm;
  private final Http http;
  private final CommandContext context;

  DeviceFlow(Server server, Realm realm, Http http, CommandContext context) {
    this.server = server;
    this.realm = realm;
    this.http = http;
    this.context = context;
  }

  private record Started(
      SecretText deviceCode, String userCode, URI page, Duration interval, Instant expiresAt) {}

  /** Tells the person where to log in, and waits until they have. */
  Session logIn() throws InterruptedException {
    Started started = start();
    invite(started);
    Duration interval = started.interval();
    while (context.clock().instant().isBefore(started.expiresAt())) {
      context.pause().last(interval);
      switch (poll(started)) {
        case TokenAnswer.Granted granted -> {
          return session(granted);
        }
        case TokenAnswer.Denied denied -> interval = next(interval, denied.error());
      }
    }
    throw failed("The code expired before it was used.");
  }

  private Started start() {
    URI endpoint =
        realm
            .deviceEndpoint()
            .orElseThrow(() -> unable(realm.issuer() + " does not offer device log-in"));
    Answer answer = http.send(Http.form(endpoint, Map.of("client_id", CLIENT, "scope", "openid")));
    JsonNode json = answer.json();
    if (!answer.succeeded() || !json.path("device_code").isTextual()) {
      String answered = endpoint + " answered " + answer.status();
      throw answer.status() < SERVER_ERROR ? unable(answered) : failed(answered + ".");
    }
    return new Started(
        SecretText.of(json.path("device_code").textValue()),
        json.path("user_code").asText(),
        page(json),
        json.has("interval") ? Duration.ofSeconds(json.path("interval").asLong()) : FIVE_SECONDS,
        context.clock().instant().plusSeconds(json.path("expires_in").asLong()));
  }

  private static URI page(JsonNode json) {
    String plain = json.path("verification_uri").asText();
    return Server.guarded(URI.create(json.path("verification_uri_complete").asText(plain)));
  }

  private void invite(Started started) {
    PrintStream err = context.err();
    err.println("To log in at " + server + ", open this page in a browser:");
    err.println();
    err.println("    " + started.page());
    err.println();
    err.println("and continue if it shows this code:  " + Table.printable(started.userCode()));
    err.println("Waiting. Press Ctrl-C to cancel.");
  }

  private TokenAnswer poll(Started started) {
    Map<String, String> form =
        Map.of(
            "grant_type", GRANT,
            "client_id", CLIENT,
            "device_code", started.deviceCode().reveal());
    Answer answer = http.send(Http.form(realm.tokenEndpoint(), form));
    return TokenAnswer.read(realm, answer, context.clock().instant());
  }

  /** RFC 8628 §3.5. */
  private static Duration next(Duration interval, String error) {
    return switch (error) {
      case "authorization_pending" -> interval;
      case "slow_down" -> interval.plus(FIVE_SECONDS);
      case "access_denied" -> throw failed("The log-in was denied in the browser.");
      case "expired_token" -> throw failed("The code expired before it was used.");
      default -> throw failed("The log-in server answered: " + Table.printable(error) + ".");
    };
  }

  private Session session(TokenAnswer.Granted granted) {
    return new Session(server, realm.issuer(), CLIENT, granted.access(), granted.refresh());
  }

  /** Trying again will not help. */
  private static CommandFailure unable(String why) {
    return new CommandFailure(
        ExitCode.NOT_LOGGED_IN,
        "Not logged in: %s. The client %s needs the device authorization grant in Keycloak; a program logs in with --client-id."
            .formatted(why, CLIENT));
  }

  private static CommandFailure failed(String why) {
    return new CommandFailure(
        ExitCode.NOT_LOGGED_IN, "Not logged in: " + why + " To try again: hushkey login");
  }
}
