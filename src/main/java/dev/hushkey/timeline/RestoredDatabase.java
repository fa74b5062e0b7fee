package dev.hushkey.timeline;

/** Why a connection to a restored database was closed again. */
final class RestoredDatabase extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RestoredDatabase() {
    super("the database was restored; see `hushkey doctor`");
  }
}
