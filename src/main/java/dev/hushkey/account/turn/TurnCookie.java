package dev.hushkey.account.turn;

import dev.hushkey.secret.SecretText;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Pattern;

/** Binds a place in the queue to a browser. It is of no use anywhere else. */
final class TurnCookie {

  private static final String NAME = "log_in_turn";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** Longer than any place is kept, so that a lost place is told from a browser without cookies. */
  private static final long LIFE_SECONDS = 86_400;

  private TurnCookie() {}

  static Optional<SecretText> of(RoutingContext routing) {
    return Optional.ofNullable(routing.request().getCookie(NAME))
        .map(Cookie::getValue)
        .filter(value -> FORM.matcher(value).matches())
        .map(SecretText::of);
  }

  /** For the header {@code Set-Cookie}. */
  static String set(SecretText ticket) {
    return NAME
        + "="
        + ticket.reveal()
        + "; Path=/account; Max-Age="
        + LIFE_SECONDS
        + "; HttpOnly; Secure; SameSite=Lax";
  }
}
