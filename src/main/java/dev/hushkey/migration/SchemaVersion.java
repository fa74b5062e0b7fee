package dev.hushkey.migration;

/** The version of the schema that this release needs. */
public final class SchemaVersion {

  /** The number of the newest migration; SchemaVersionTest compares it with the files. */
  public static final int NEEDED = 18;

  /** Where Flyway writes down what it did. */
  static final String HISTORY = "flyway_schema_history";

  private SchemaVersion() {}
}
