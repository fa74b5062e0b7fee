package dev.hushkey.account.login;

import dev.hushkey.account.page.CsrfTokens;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/**
 * The proof that a log-out happened just now. It travels through Keycloak in the address, so that
 * nobody can have our page say "you are logged out" to somebody who is not.
 */
@Singleton
class LogOutProof {

  private static final String START = "logged-out.";
  private static final String SAID = "logged out";

  /** For Keycloak's part of it. */
  private static final Duration LIFE = Duration.ofMinutes(2);

  private final CsrfTokens tokens;
  private final Clock clock;

  @Inject
  LogOutProof(CsrfTokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** A new one. */
  String proof() {
    return START + tokens.sign(SAID, clock.instant().plus(LIFE));
  }

  /** Whether it claims to be one, and not a request to start again. */
  static boolean isClaimed(String state) {
    return state.startsWith(START);
  }

  /** Whether it is one. */
  boolean isValid(String state) {
    return isClaimed(state)
        && tokens.isSigned(state.substring(START.length()), SAID, clock.instant());
  }
}
