package dev.hushkey.timeline;

/** Why a connection was closed again that leads to a standby. */
final class NoPrimary extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoPrimary() {
    super("PostgreSQL is a standby at quarkus.datasource.reactive.url");
  }
}
