package dev.hushkey.testing;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** The database of the running tests, seen from outside: what a test sets up and looks up. */
public final class Database {

  private Database() {}

  /** Gives a person a new camera. */
  public static DeviceId camera(String userId, String name, String room) {
    DeviceId device = new DeviceId("camera-" + UUID.randomUUID());
    update(
        """
        insert into ownership (device_id, user_id, epoch, name, room, changed_at)
        values (?, ?, 1, ?, ?, clock_timestamp())
        """,
        device.value(),
        userId,
        name,
        room);
    return device;
  }

  /** The active link of a person with Alexa; of several, the newest. */
  public static UUID activeLink(String userId) {
    return UUID.fromString(
        text(
            "select id from link where user_id = ? and assistant = 'alexa' and state = 'ACTIVE'"
                + " order by created_at desc",
            userId));
  }

  /** The users with such names who have a link that counts, joined by commas; null for none. */
  public static String linkedUsers(String prefix) {
    return text(
        """
        select string_agg(user_id, ',') from current_link
         where starts_with(user_id, ?) and state <> 'REVOKED'
        """,
        prefix);
  }

  /** Ends all links of a person, as the sweep behind a revocation leaves them. */
  public static void endLinks(String userId) {
    update(
        """
        update link set state = 'REVOKED', state_reason = 'a test', changed_at = clock_timestamp()
         where user_id = ? and state <> 'REVOKED'
        """,
        userId);
  }

  /** Takes all cameras of a person away, each as a change of owner. */
  public static void removeCameras(String userId) {
    update("update ownership set user_id = null, epoch = epoch + 1 where user_id = ?", userId);
  }

  /** Stores an active link with a sealed token of the assistant, as a grant would leave it. */
  public static void store(LinkRef link, String sealed) {
    update(
        """
        with made as (
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          values (?, ?, ?, 'ACTIVE', clock_timestamp(), clock_timestamp(), clock_timestamp())
          returning id)
        insert into upstream_token
               (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version)
        select id, ?, clock_timestamp(), clock_timestamp(), 'na', 'https://localhost', 1 from made
        """,
        link.link().value(),
        link.user().value(),
        link.assistant().value(),
        sealed);
  }

  /** Forgets what assistants refused and for how long they are left alone. */
  public static void forgetRefusals() {
    update("delete from upstream_pause");
    update("delete from upstream_brake");
    update("update upstream_token set refused_at = null, refreshed_at = null, paused_until = null");
  }

  /** Runs a statement; tells how many rows it changed. */
  public static int update(String sql, Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row as text; null when there is none. */
  public static String text(String sql, Object... parameters) {
    try (Connection connection = connect();
        PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static Connection connect() throws SQLException {
    LocalStack stack = TestStack.current();
    return stack.postgres().connect(TestStack.database());
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
