package dev.hushkey.stack.bench.subject;

import dev.hushkey.stack.LocalStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** The PostgreSQL and the OpenBao behind a Hushkey that is measured. */
public interface Backends {

  /** Where Keycloak and all files are. */
  LocalStack stack();

  /** The settings of a Hushkey on this database. */
  Map<String, String> settings(String database);

  /** Makes the database anew, empty and migrated. */
  void make(String database);

  void drop(String database);

  /** A connection as superuser; the caller closes it. */
  Connection connect(String database) throws SQLException;

  /** Those of the local stack. */
  static Backends of(LocalStack stack) {
    return new Backends() {
      @Override
      public LocalStack stack() {
        return stack;
      }

      @Override
      public Map<String, String> settings(String database) {
        return stack.hushkeyConfig(database);
      }

      @Override
      public void make(String database) {
        drop(database);
        stack.ensureDatabase(database);
      }

      @Override
      public void drop(String database) {
        stack.postgres().dropDatabase(database);
      }

      @Override
      public Connection connect(String database) throws SQLException {
        return stack.postgres().connect(database);
      }
    };
  }
}
