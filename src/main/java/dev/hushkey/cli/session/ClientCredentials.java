package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Logs a program in, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749
 * §4.4</a>.
 */
record ClientCredentials(String clientId, SecretText secret) {

  /** Tokens for the client itself. */
  Session logIn(Server server, Realm realm, Http http, Instant now) {
    Http.Request request =
        Http.form(realm.tokenEndpoint(), Map.of("grant_type", "client_credentials"))
            .header("Authorization", "Basic " + basic());
    return switch (TokenAnswer.read(realm, http.send(request), now)) {
      case TokenAnswer.Granted granted ->
          new Session(server, realm.issuer(), clientId, granted.access(), Optional.empty());
      case TokenAnswer.Denied denied -> throw refused(realm, denied);
    };
  }

  /** Both halves are form-encoded first, RFC 6749 §2.3.1. */
  private String basic() {
    String pair = Http.encode(clientId) + ":" + Http.encode(secret.reveal());
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private CommandFailure refused(Realm realm, TokenAnswer.Denied denied) {
    return new CommandFailure(
        ExitCode.NOT_LOGGED_IN,
        "%s refused client '%s' (%s). Check the id and the secret."
            .formatted(realm.issuer(), Table.printable(clientId), Table.printable(denied.error())));
  }
}
