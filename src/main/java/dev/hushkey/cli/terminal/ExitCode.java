package dev.hushkey.cli.terminal;

/** How a command ended, for scripts. Listed in every {@code --help} and in docs/cli.md. */
public final class ExitCode {

  /** Done. */
  public static final int OK = 0;

  /** An unexpected error, here or on the server. */
  public static final int UNEXPECTED = 1;

  /** The command line or a value in it is invalid. */
  public static final int USAGE = 2;

  /** Not logged in, or the log-in has expired. */
  public static final int NOT_LOGGED_IN = 3;

  /** Logged in, but without the admin role. */
  public static final int NOT_ALLOWED = 4;

  /** No such link, revocation, assistant or key. */
  public static final int NOT_FOUND = 5;

  /** Not confirmed, or refused; nothing was changed. */
  public static final int NOT_CONFIRMED = 6;

  /** The server, or something it depends on, is unavailable. */
  public static final int UNAVAILABLE = 7;

  /** {@code --wait} timed out; the work continues on the server. */
  public static final int WAIT_TIMED_OUT = 8;

  /** Something is not as it should be, and nothing was done about it. */
  public static final int DIFFERENT = 9;

  /** It works, and something will not, or should not be so. */
  public static final int WARNING = 10;

  /** Asked for; nothing is in force until another admin approves it. */
  public static final int AWAITS_APPROVAL = 11;

  /** Of several cells, at least one has not done it, or has not answered. */
  public static final int CELL_MISSING = 12;

  private ExitCode() {}
}
