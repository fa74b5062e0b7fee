package dev.hushkey.account.page;

/** Where our pages are. */
public final class AccountPaths {

  public static final String AUTHORIZE = "/oauth2/authorize";
  public static final String CONSENT = "/account/consent";
  public static final String LOGGED_OUT = "/oauth2/logged-out";
  public static final String WAITING = "/account/waiting";
  public static final String ASSISTANTS = "/account/assistants";

  private AccountPaths() {}

  /** Whether a page is for people who logged in; the paths in {@code application.properties}. */
  public static boolean needsLogIn(String path) {
    return path.startsWith("/account/") && !path.equals(WAITING);
  }
}
