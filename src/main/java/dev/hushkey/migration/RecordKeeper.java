package dev.hushkey.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Writes down how the record is kept, and makes the partitions that the next weeks need. */
final class RecordKeeper {

  private static final String KEEP =
      "update record_keeping set kept_for = ? * interval '1 second', partitions = ?";

  private static final String MAKE = "select make_record_partitions()";

  /** Somebody reads all of the record, as a backup does. */
  private static final String NO_LOCK = "55P03";

  private final Connection connection;

  RecordKeeper(Connection connection) {
    this.connection = connection;
  }

  void keep(RecordKeeping keeping) throws SQLException {
    try (PreparedStatement keep = connection.prepareStatement(KEEP)) {
      keep.setLong(1, keeping.keptFor().toSeconds());
      keep.setString(2, keeping.partitions().name().toLowerCase(Locale.ROOT));
      keep.executeUpdate();
    }
    try (Statement make = connection.createStatement()) {
      make.execute(MAKE);
    } catch (SQLException refused) {
      // the service tries again, long before they are needed
      if (!NO_LOCK.equals(refused.getSQLState())) {
        throw refused;
      }
    }
  }
}
