package dev.hushkey.account.page;

/** Where our pages are. */
public final class AccountPaths {

  public static final String AUTHORIZE = "/oauth2/authorize";
  public static final String CONSENT = "/oauth2/consent";
  public static final String LOGGED_OUT = "/oauth2/logged-out";
  public static final String ASSISTANTS = "/account/assistants";

  private AccountPaths() {}
}
