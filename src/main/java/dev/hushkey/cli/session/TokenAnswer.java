package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.time.Instant;
import java.util.Optional;

/** What a token endpoint answered, RFC 6749 §5. */
sealed interface TokenAnswer {

  /** In seconds; a year, so that no number is too large for an instant. */
  long MAX_LIFE = 365L * 24 * 60 * 60;

  /** Tokens. */
  record Granted(AccessToken access, Optional<RefreshToken> refresh) implements TokenAnswer {}

  /** An error code. */
  record Denied(String error) implements TokenAnswer {}

  /** Reads an answer that arrived at {@code now}. */
  static TokenAnswer read(Realm realm, Answer answer, Instant now) {
    JsonNode json = answer.json();
    if (answer.succeeded() && isToken(json.path("access_token"))) {
      return granted(json, now);
    }
    if (json.path("error").isTextual() && answer.status() < 500) {
      return new Denied(json.path("error").textValue());
    }
    throw new CommandFailure(
        ExitCode.UNAVAILABLE,
        "%s answered %d instead of a token. Try again later."
            .formatted(realm.tokenEndpoint(), answer.status()));
  }

  private static boolean isToken(JsonNode value) {
    return value.isTextual() && !value.textValue().isEmpty();
  }

  private static Granted granted(JsonNode json, Instant now) {
    return new Granted(
        new AccessToken(
            SecretText.of(json.path("access_token").textValue()),
            now.plusSeconds(Math.clamp(json.path("expires_in").asLong(), 0, MAX_LIFE))),
        Optional.of(json.path("refresh_token"))
            .filter(TokenAnswer::isToken)
            .map(token -> new RefreshToken(SecretText.of(token.textValue()))));
  }
}
