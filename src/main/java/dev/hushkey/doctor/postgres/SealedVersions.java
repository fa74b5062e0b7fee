package dev.hushkey.doctor.postgres;

import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.doctor.vault.InUse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.Driver;

/**
 * Which versions of which Transit keys seal what is in use. It looks at 16 MiB of the stored tokens
 * at most, wherever they lie, and at those that were refreshed last, by an index: a version that
 * Vault has lost seals the newest, and one that it has ended may seal any.
 */
public final class SealedVersions {

  /** As the gauges of the service read at most (docs/adr/0081-gauges-read-a-bounded-share.md). */
  private static final double SAMPLED_BYTES = 16 << 20;

  /** Each ciphertext names its version; revoked links may name any. */
  private static final String COUNT =
      """
      with size as materialized (
        select coalesce(sum(pg_relation_size(p.relid)), pg_relation_size('upstream_token')) as bytes
          from pg_partition_tree('upstream_token') p where p.isleaf),
      share as materialized (
        select least(100, 100 * ? / greatest(bytes, 1))::float8 as percent from size),
      looked_at as materialized (
        select link_id, left(sealed, 24) as sealed
          from upstream_token tablesample system ((select percent from share))
         where sealed is not null
        union
        (select link_id, left(sealed, 24) from upstream_token
          where refreshed_at is not null and sealed is not null
          order by refreshed_at desc limit 1000)),
      -- one by one: the cut-offs of links that are not looked at would take as long as ever
      in_use as materialized (
        select l.assistant, u.sealed
          from looked_at u,
               lateral (select assistant, user_id, id, authorized_at from link
                         where id = u.link_id and state <> 'REVOKED' offset 0) l
         where l.authorized_at > latest_cut_off(l.assistant, l.user_id, l.id, null))
      select 'hushkey-' || assistant as key,
             coalesce(substring(sealed from '^vault:v([0-9]{1,9}):'), '0')::int as version,
             count(*) as number, (select percent from share) as percent
        from in_use
       group by 1, 2
       union all
      select 'hushkey-signing',
             coalesce(substring(sealed_private from '^vault:v([0-9]{1,9}):'), '0')::int, count(*),
             (select percent from share)
        from signing_key
       where sealed_private is not null
       group by 1, 2
       order by 1, 2
      """;

  private SealedVersions() {}

  /** Empty when PostgreSQL does not answer, or not within three seconds. */
  public static Optional<InUse.Sample> count(ServiceSettings installation) {
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

  private static InUse.Sample count(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      statement.setDouble(1, SAMPLED_BYTES);
      try (ResultSet rows = statement.executeQuery()) {
        List<InUse> all = new ArrayList<>();
        double percent = 100;
        while (rows.next()) {
          all.add(new InUse(rows.getString("key"), rows.getInt("version"), rows.getLong("number")));
          percent = rows.getDouble("percent");
        }
        return new InUse.Sample(all, percent);
      }
    }
  }
}
