package dev.hushkey.upstream;

/** What an assistant decided about enabling its skill and linking the account. */
public sealed interface EnablementAnswer {

  /** Enabled and linked. */
  record Enabled() implements EnablementAnswer {}

  /**
   * It refused.
   *
   * @param status the HTTP status; 0 when it accepted but did not link
   */
  record Refused(int status) implements EnablementAnswer {

    /** What the user's app should do. */
    public String advice() {
      return "The assistant did not enable its skill (status "
          + status
          + "). Start again; if it happens again, report the correlation id.";
    }
  }
}
