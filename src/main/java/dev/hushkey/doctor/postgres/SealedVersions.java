package dev.hushkey.doctor.postgres;

import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.doctor.vault.InUse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.Driver;

/** Which versions of which Transit keys seal what is in use. */
public final class SealedVersions {

  /** Each ciphertext names its version; revoked links may name any. */
  private static final String COUNT =
      """
      select 'hushkey-' || l.assistant as key,
             coalesce(substring(left(u.sealed, 24) from '^vault:v([0-9]{1,9}):'), '0')::int as version,
             count(*) as number
        from link l join upstream_token u on u.link_id = l.id
       where l.state <> 'REVOKED' and u.sealed is not null
         and l.authorized_at > latest_cut_off(l.assistant, l.user_id, l.id, null)
       group by 1, 2
       union all
      select 'hushkey-signing',
             coalesce(substring(sealed_private from '^vault:v([0-9]{1,9}):'), '0')::int, count(*)
        from signing_key
       where sealed_private is not null
       group by 1, 2
       order by 1, 2
      """;

  private SealedVersions() {}

  /** Empty when PostgreSQL does not answer, or not within three seconds. */
  public static Optional<List<InUse>> count(ServiceSettings installation) {
    Optional<ServiceUrl> url =
        ServiceUrl.parse(installation.quarkus().datasource().reactive().url());
    if (url.isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection =
        new Driver().connect(url.get().jdbc(), ServiceUrl.login(installation))) {
      // null: not an address for this driver
      return connection == null ? Optional.empty() : Optional.of(count(connection));
    } catch (SQLException awayOrSlow) {
      return Optional.empty();
    }
  }

  private static List<InUse> count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COUNT)) {
      List<InUse> all = new ArrayList<>();
      while (rows.next()) {
        all.add(new InUse(rows.getString("key"), rows.getInt("version"), rows.getLong("number")));
      }
      return all;
    }
  }
}
