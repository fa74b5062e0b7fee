package dev.hushkey.failure;

import dev.hushkey.identity.LinkId;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Every way to fail that a caller may learn about. A new one does not compile until {@code
 * OAuthError} and {@code Problem} map it. Anything else is a 500 without details.
 */
public sealed interface Failure {

  /** A parameter is missing, repeated or malformed. The hint says what to do; callers see it. */
  record MalformedRequest(String parameter, String hint) implements Failure {}

  /** The assistant failed to authenticate, RFC 6749 §5.2 {@code invalid_client}. */
  record ClientNotAuthenticated() implements Failure {}

  /** A code or refresh token that cannot be used. The reason is only logged, never sent. */
  record GrantNotUsable(Why why) implements Failure {
    /** Callers see no difference; the log does. */
    public enum Why {
      UNKNOWN,
      EXPIRED,
      USED_BEFORE,
      SUCCESSOR_USED,
      REVOKED,
      /** A newer decision of the user, or a cut-off, came after the consent. */
      OVERTAKEN,
      OTHER_CLIENT,
      OTHER_REDIRECT_URI,
      WRONG_CODE_VERIFIER
    }
  }

  /** RFC 6749 §5.2 {@code unsupported_grant_type}. */
  record UnsupportedGrantType() implements Failure {}

  /** RFC 6749 §5.2 {@code invalid_scope}. */
  record ScopeNotAllowed() implements Failure {}

  /**
   * RFC 9396 §5 {@code invalid_authorization_details}. The hint says what to do; callers see it.
   */
  record AuthorizationDetailsNotValid(String hint) implements Failure {}

  /** RFC 8707 §2 {@code invalid_target}: a resource that we issue no tokens for. */
  record TargetNotKnown() implements Failure {}

  /** RFC 6749 §5.2 {@code unauthorized_client}: known, but not for this grant type. */
  record GrantTypeNotAllowed() implements Failure {}

  /** A pushed authorization request is invalid, RFC 9126 §2.3. */
  record PushedRequestRefused(String error, String description) implements Failure {}

  /**
   * A token exchange that the rules do not allow, RFC 8693 §2.2.2. Callers see the reason: only
   * skills exchange tokens, and they need it to react correctly.
   */
  record ExchangeRefused(Refusal refusal) implements Failure {}

  /** RFC 7009 §2.2.1 {@code unsupported_token_type}. */
  record UnsupportedTokenType() implements Failure {}

  /** A missing or rejected bearer token, RFC 6750 §3.1. */
  record CallerNotAuthenticated() implements Failure {}

  /** An authenticated caller without the required role. */
  record CallerNotAllowed() implements Failure {}

  /** A form that was not sent from the page we showed to this person, or too long ago. */
  record PageOutOfDate() implements Failure {}

  /**
   * An attempt to link from the app that cannot be completed. The reason is only logged: callers
   * see no difference.
   */
  record AttemptNotUsable(Why why) implements Failure {
    /** Callers see no difference; the log does. */
    public enum Why {
      UNKNOWN,
      OTHER_PERSON,
      EXPIRED,
      USED_BEFORE,
      /** A newer decision of the user, or a cut-off, came in between. */
      OVERTAKEN
    }
  }

  /** The assistant refused our request. The detail says what to do; callers see it. */
  record RefusedByAssistant(String detail) implements Failure {}

  /** Not possible in the state that it is in. The detail says why; callers see it. */
  record NotInThisState(String detail) implements Failure {}

  /** Something that the path or body names does not exist. */
  record NotFound(String what) implements Failure {}

  /** All tokens of a user are over, but nobody can end the sessions at the identity provider. */
  record NotLoggedOut() implements Failure {}

  /** A hand-out that the rules do not allow. */
  record Refused(Refusal refusal) implements Failure {}

  /** A dependency does not answer; nothing was decided and nothing is lost. */
  record Unavailable(Dependency dependency, Duration retryAfter) implements Failure {}

  /**
   * It belongs to another of several whole installations, which has to judge it: only a proxy that
   * is not set up right brings it here. It says nothing about the token.
   */
  record OtherCell(String cell, Duration retryAfter) implements Failure {}

  /** The same caller asked for this too often. */
  record TooOften(Duration retryAfter) implements Failure {}

  /** More work than we accept at once. */
  record Overloaded(Duration retryAfter) implements Failure {

    private static final int MAX_SECONDS = 3;

    /**
     * In one to three seconds, by chance: callers that were turned away together must not come back
     * together.
     */
    public static Overloaded comeBackByChance() {
      return new Overloaded(
          Duration.ofSeconds(1 + ThreadLocalRandom.current().nextInt(MAX_SECONDS)));
    }
  }

  /** We had no answer in time. What was asked may still take effect. */
  record Overdue(Duration retryAfter) implements Failure {}

  /**
   * A ciphertext that does not belong to the identity it was requested for: an alarm, not a user
   * error.
   */
  record SealBroken(LinkId link) implements Failure {}
}
