package planted;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Faults that SpotBugs and FindSecBugs have to find in every scan, or the scan fails. No build compiles this. */
public final class Planted {

  private Planted() {}

  /** FindSecBugs: SQL_INJECTION_JDBC. */
  public static ResultSet injected(Connection connection, String name) throws SQLException {
    return connection.createStatement().executeQuery("select * from link where name = '" + name + "'");
  }

  /** SpotBugs: NP_ALWAYS_NULL. */
  public static int ofNothing() {
    String nothing = null;
    return nothing.length();
  }
}
