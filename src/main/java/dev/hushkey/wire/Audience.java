package dev.hushkey.wire;

import java.util.List;

/** Whom an address serves: it decides what identifies a caller there, and how failures look. */
public enum Audience {
  /** People who are logged in: the session cookie counts, and nothing else. */
  PERSON,
  /** People on the way to a log-in or back: nothing identifies anybody. */
  VISITOR,
  /** OAuth clients, RFC 6749: failures have {@code error}. */
  CLIENT,
  /** Internal callers, and everything else: failures are problem details. */
  CALLER;

  private static final String ACCOUNT = "/account";
  private static final String OAUTH = "/oauth2/";
  private static final List<String> VISITED =
      List.of("/oauth2/authorize", "/oauth2/logged-out", "/oauth2/login-failed");

  /** Whom this address serves, also if nothing is there. */
  public static Audience of(String path) {
    if (path.equals(ACCOUNT) || path.startsWith(ACCOUNT + "/")) {
      return PERSON;
    }
    if (VISITED.stream().anyMatch(path::startsWith)) {
      return VISITOR;
    }
    return path.startsWith(OAUTH) ? CLIENT : CALLER;
  }

  /** Whether it is a page, which people read. */
  public boolean isPage() {
    return this == PERSON || this == VISITOR;
  }
}
