package dev.hushkey.migration;

/** Why a database was not migrated, and what to do next. Names no password. */
public final class MigrationFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What has to change. */
  public enum Kind {
    /** A setting. */
    SETTING,
    /** PostgreSQL does not answer, or not in time: try again later. */
    UNAVAILABLE,
    /** PostgreSQL refuses: a password, a role, a right. */
    REFUSED,
    /** A migration. */
    SCHEMA
  }

  private final Kind kind;

  public MigrationFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  MigrationFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
