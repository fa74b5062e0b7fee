package dev.hushkey.alexa.acceptgrant;

import java.time.Duration;
import java.util.Optional;

/** How an AcceptGrant ended. */
sealed interface AcceptGrantOutcome {

  /** The tokens of this code are sealed and committed, now or by an earlier directive. */
  record Accepted() implements AcceptGrantOutcome {}

  /** They are not. */
  record Failed(Why why, Optional<Duration> retryAfter) implements AcceptGrantOutcome {

    /** For failures that a retry does not fix. */
    static Failed of(Why why) {
      return new Failed(why, Optional.empty());
    }
  }

  /** Why not: for the audit trail, and for the skill's log. Holds no token. */
  enum Why {
    TOKEN_NOT_LIVE("the grantee's token is not valid, or its link is not active"),
    REFUSED_BY_ASSISTANT("the assistant does not accept the code"),
    NO_REFRESH_TOKEN("the assistant granted no refresh token"),
    LINK_ENDED("the link has ended in the meantime"),
    OUTAGE("a system that we depend on is unavailable"),
    UNEXPECTED("something went wrong on our side");

    private final String message;

    Why(String message) {
      this.message = message;
    }

    String message() {
      return message;
    }
  }
}
