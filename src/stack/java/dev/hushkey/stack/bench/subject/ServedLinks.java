package dev.hushkey.stack.bench.subject;

import dev.hushkey.seal.TestSeal;
import dev.hushkey.upstreamtoken.SealedTokens;
import io.smallrye.mutiny.Uni;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Any number of links, written by SQL, whose tokens can be handed out. Those that will be asked for
 * lie spread among all, each with tokens of its own under its own seal. The rest share one
 * ciphertext, which is nobody's.
 */
public final class ServedLinks {

  private static final int AT_ONCE = 2000;
  private static final int ROWS_AT_ONCE = 200_000;

  private static final List<String> OWNERS =
      List.of(
          """
          insert into ownership (device_id, user_id, epoch, name, changed_at)
          select 'bench-camera-' || n, 'bench-user-' || n, 1, 'Bench', now()
            from generate_series(?::bigint, ?) as n
          """);

  /** Function of the number of a link; made for as long as links are written. */
  private static final String ASSISTANT =
      """
      create or replace function bench_assistant(n bigint) returns text language sql immutable
      return case when n < %d then 'alexa' else 'opaque' end
      """;

  private static final List<String> LINKS =
      List.of(
          """
          insert into user_decision (user_id, assistant, kind, decided_at)
          select 'bench-user-' || n, bench_assistant(n), 'CONSENTED', now()
            from generate_series(?::bigint, ?) as n
          """,
          """
          insert into link (id, user_id, assistant, state, scope, authorized_at, created_at,
                            changed_at)
          select bench_link(n), 'bench-user-' || n, bench_assistant(n), 'ACTIVE',
                 'devices', now(), now(), now()
            from generate_series(?::bigint, ?) as n
          """,
          """
          insert into device_grant (link_id, device_id, actions, epoch, granted_at)
          select bench_link(n), 'bench-camera-' || n,
                 array['events', 'view', 'control'], 1, now()
            from generate_series(?::bigint, ?) as n
          """,
          """
          insert into upstream_token (link_id, sealed, sealed_access, received_at, access_expires_at, region,
                                      event_endpoint, version)
          select bench_link(n),
                 coalesce(s.sealed, (select sealed from bench_sealed limit 1)),
                 coalesce(s.access, (select access from bench_sealed limit 1)),
                 now(), now() + interval '10 years', 'na', 'https://events.example.com/', 1
            from generate_series(?::bigint, ?) as n
            left join bench_sealed s on s.number = n
          """);

  private final BenchHushkey hushkey;

  public ServedLinks(BenchHushkey hushkey) {
    this.hushkey = hushkey;
  }

  /**
   * People and their links. The numbers of those linked with Alexa come first; the rest of the
   * links are with {@link BenchHushkey#OPAQUE}.
   *
   * @param people each owns a camera; not fewer than links
   */
  public record Crowd(long people, long links, long withAlexa) {}

  /**
   * Writes them, all with Alexa, and nobody else.
   *
   * @param all how many
   * @param asked how many of them will be asked for
   * @return those that will be asked for
   */
  public List<ServedLink> write(long all, int asked) throws SQLException {
    return write(new Crowd(all, all, all), asked);
  }

  /**
   * Writes them.
   *
   * @param asked how many of those with Alexa will be asked for
   * @return those that will be asked for
   */
  public List<ServedLink> write(Crowd crowd, int asked) throws SQLException {
    List<ServedLink> links =
        LongStream.range(0, asked)
            .mapToObj(i -> ServedLink.random(i * crowd.withAlexa() / asked))
            .toList();
    try (Connection database = hushkey.connect();
        Statement statement = database.createStatement()) {
      fill(database, OWNERS, 0, crowd.people(), "people");
      write(database, links, 0, crowd);
      statement.execute("vacuum (analyze)");
      statement.execute("checkpoint");
    }
    return links;
  }

  /**
   * Links some more people of the crowd, now and with Alexa.
   *
   * @param first the number of the first of them
   */
  public List<ServedLink> writeMore(long first, int number) throws SQLException {
    List<ServedLink> links =
        LongStream.range(first, first + number).mapToObj(ServedLink::random).toList();
    try (Connection database = hushkey.connect()) {
      write(database, links, first, new Crowd(first + number, first + number, first + number));
    }
    return links;
  }

  private void write(Connection database, List<ServedLink> asked, long first, Crowd crowd)
      throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "create table bench_sealed (number bigint primary key, sealed text, access text)");
      seal(database, asked);
      statement.execute("analyze bench_sealed");
      statement.execute(ServedLink.LINK_FUNCTION);
      statement.execute(ASSISTANT.formatted(crowd.withAlexa()));
      fill(database, LINKS, first, crowd.links(), "links");
      statement.execute("drop table bench_sealed");
      statement.execute("drop function bench_assistant");
    }
  }

  private void seal(Connection database, List<ServedLink> links) throws SQLException {
    try (TestSeal seal = new TestSeal(hushkey.settings());
        PreparedStatement insert =
            database.prepareStatement("insert into bench_sealed values (?, ?, ?)")) {
      for (int from = 0; from < links.size(); from += AT_ONCE) {
        List<ServedLink> some = links.subList(from, Math.min(links.size(), from + AT_ONCE));
        List<SealedTokens> sealed = sealed(seal, some);
        for (int i = 0; i < some.size(); i++) {
          insert.setLong(1, some.get(i).number());
          insert.setString(2, sealed.get(i).set().ciphertext());
          insert.setString(3, sealed.get(i).access().ciphertext());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private static List<SealedTokens> sealed(TestSeal seal, List<ServedLink> links) {
    List<Uni<SealedTokens>> each = new ArrayList<>();
    for (ServedLink link : links) {
      each.add(SealedTokens.seal(seal.sealer(), link.ref(), link.tokens()));
    }
    return TestSeal.await(Uni.join().all(each).usingConcurrencyOf(AT_ONCE / 2).andFailFast());
  }

  private static void fill(
      Connection database, List<String> inserts, long first, long end, String what)
      throws SQLException {
    long start = System.nanoTime();
    for (long from = first; from < end; from += ROWS_AT_ONCE) {
      long last = Math.min(end, from + ROWS_AT_ONCE) - 1;
      for (String insert : inserts) {
        try (PreparedStatement statement = database.prepareStatement(insert)) {
          statement.setLong(1, from);
          statement.setLong(2, last);
          statement.executeUpdate();
        }
      }
      if (end - first > ROWS_AT_ONCE) {
        System.out.printf(
            Locale.ROOT,
            "  %,d of %,d %s, %.0f s%n",
            last + 1,
            end,
            what,
            (System.nanoTime() - start) / 1e9);
      }
    }
  }

  /** The sealed access tokens of these links, in their order, as they lie in the database. */
  public List<String> ciphertexts(List<ServedLink> links) throws SQLException {
    List<String> ciphertexts = new ArrayList<>();
    try (Connection database = hushkey.connect();
        PreparedStatement select =
            database.prepareStatement(
                "select sealed_access from upstream_token where link_id = ?")) {
      for (ServedLink link : links) {
        select.setObject(1, link.link().value());
        try (var row = select.executeQuery()) {
          row.next();
          ciphertexts.add(row.getString(1));
        }
      }
    }
    return ciphertexts;
  }
}
