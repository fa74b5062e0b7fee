package dev.hushkey.doctor.finding;

import java.util.Locale;

/** A part of an installation that is examined on its own, beside the others. */
public enum Area {
  SETTINGS("Settings"),
  MACHINE("This machine"),
  POSTGRESQL("PostgreSQL"),
  VAULT("Vault"),
  KEYCLOAK("Keycloak"),
  ADDRESS("Our public address"),
  SERVICE("The running service");

  private final String title;

  Area(String title) {
    this.title = title;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** Its name on the command line and in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
