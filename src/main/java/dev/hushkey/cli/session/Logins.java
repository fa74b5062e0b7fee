package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.secret.RefreshToken;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The log-in that a command uses, renewed shortly before it expires. */
final class Logins {

  /** Longer than a command's request takes, shorter than any access token's life. */
  private static final Duration AHEAD = Duration.ofSeconds(15);

  private final SessionStore store;
  private final Http http;
  private final Clock clock;

  Logins(SessionStore store, Http http, Clock clock) {
    this.store = store;
    this.http = http;
    this.clock = clock;
  }

  /** A log-in that is valid for a request now. */
  Session require(Server server) {
    Session session = store.find(server).orElseThrow(() -> notLoggedIn(server, "Not logged in"));
    boolean ending = session.access().expiresBefore(clock.instant().plus(AHEAD));
    return ending ? renew(session) : session;
  }

  /** Fresh tokens for the same log-in, RFC 6749 §6. */
  Session renew(Session session) {
    RefreshToken refresh = session.refresh().orElseThrow(() -> expired(session));
    Realm realm = Realm.at(session.issuer(), http);
    Answer answer =
        http.send(
            Http.form(
                realm.tokenEndpoint(),
                Map.of(
                    "grant_type", "refresh_token",
                    "client_id", session.clientId(),
                    "refresh_token", refresh.secret().reveal())));
    return switch (TokenAnswer.read(realm, answer, clock.instant())) {
      case TokenAnswer.Granted granted -> keep(session, granted);
      case TokenAnswer.Denied _ -> throw expired(session);
    };
  }

  /** If the realm returns no new refresh token, the old one stays valid. */
  private Session keep(Session old, TokenAnswer.Granted granted) {
    Optional<RefreshToken> refresh = granted.refresh().or(old::refresh);
    Session renewed =
        new Session(old.server(), old.issuer(), old.clientId(), granted.access(), refresh);
    store.replace(renewed);
    return renewed;
  }

  private static CommandFailure expired(Session session) {
    return notLoggedIn(session.server(), "The log-in has expired");
  }

  private static CommandFailure notLoggedIn(Server server, String why) {
    return new CommandFailure(ExitCode.NOT_LOGGED_IN, ServerFailures.notLoggedIn(server, why));
  }
}
