package dev.hushkey.account.connected;

import dev.hushkey.account.login.LoggedIn;
import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.CsrfTokens;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.wire.Issuer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * What was just done, as it travels in the address of the page that a form leads to. An address can
 * be written by anybody, so this part of it is signed, for the person and the log-in whose form it
 * was, and for a minute: nobody else can have the page say that a link has ended.
 */
@ApplicationScoped
class DoneNotices {

  private static final Duration LIFE = Duration.ofMinutes(1);

  private final CsrfTokens tokens;
  private final LoggedIn loggedIn;
  private final PageLanguage language;
  private final Issuer issuer;
  private final Clock clock;

  @Inject
  DoneNotices(
      CsrfTokens tokens, LoggedIn loggedIn, PageLanguage language, Issuer issuer, Clock clock) {
    this.tokens = tokens;
    this.loggedIn = loggedIn;
    this.language = language;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** What a form can do. */
  enum Done {
    NARROWED,
    UNLINKED
  }

  /** The address of the page of connected assistants, which then says this. */
  URI pageThatSays(Done done) {
    Instant until = clock.instant().plus(LIFE);
    return URI.create(
        issuer.at(AccountPaths.ASSISTANTS)
            + "?"
            + language.toQuery()
            + "&done="
            + (done + "." + tokens.sign(done.name(), loggedIn.person(), until)));
  }

  /** What the page says; empty when we did not write this value for this person just now. */
  String textOf(String value) {
    return Arrays.stream(Done.values())
        .filter(done -> isOurs(done, Objects.requireNonNullElse(value, "")))
        .map(this::text)
        .findFirst()
        .orElse("");
  }

  private boolean isOurs(Done done, String value) {
    String start = done + ".";
    return value.startsWith(start)
        && tokens.isSigned(
            value.substring(start.length()), done.name(), loggedIn.person(), clock.instant());
  }

  private String text(Done done) {
    return switch (done) {
      case NARROWED -> language.texts().narrowed();
      case UNLINKED -> language.texts().unlinked();
    };
  }
}
