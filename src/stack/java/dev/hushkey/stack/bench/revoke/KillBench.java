package dev.hushkey.stack.bench.revoke;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * {@code ./hushkey bench kill [links] [kills]}: kills the replica that sweeps, again and again at
 * random moments, while revocations that overlap wait for it. Fails when one link was missed, or
 * ended, recorded, counted or sent to its assistant twice.
 */
public final class KillBench {

  private static final int LISTS = 6;

  /** Each list begins in the middle of the one before it. */
  private static final int OVERLAP = 2;

  /** Links a second: slow enough that there is something left to do at the last kill. */
  private static final int PACE = 1500;

  /** So many that there is something left to do at each kill, which takes a second or so. */
  public static final int LINKS_A_KILL = PACE;

  /** How long after a step was seen a kill comes, at most. */
  private static final Duration LATEST = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private static final String SWEPT = "select coalesce(sum(swept_links), 0) from revocation";
  private static final String UNSWEPT = "select count(*) from revocation where erased_at is null";
  private static final String OPEN_STEPS =
      "select count(*) from revocation where lease_until > clock_timestamp()";

  /** Each of these is a number of faults. */
  private static final Map<String, String> FAULTS = new TreeMap<>();

  static {
    FAULTS.put("links not ended", "select count(*) from link where state <> 'REVOKED'");
    FAULTS.put("grants not ended", "select count(*) from device_grant where ended_at is null");
    FAULTS.put("tokens left", "select count(*) from upstream_token where sealed is not null");
    FAULTS.put(
        "links without exactly one record of their end",
        """
        select count(*)
          from (select l.id from link l
                  left join audit_event a on a.link_id = l.id and a.kind = 'link-ended'
                 group by l.id having count(a.id) <> 1) as wrong
        """);
    FAULTS.put(
        "links whose record names another revocation than their row",
        """
        select count(*) from link l
          join audit_event a on a.link_id = l.id and a.kind = 'link-ended'
         where l.state_reason <> 'revocation:' || a.revocation_id
        """);
    FAULTS.put(
        "links with more than one errand",
        "select count(*) from (select from errand group by link_id having count(*) > 1) as wrong");
    FAULTS.put(
        "errands more or fewer than links with Alexa",
        """
        select abs((select coalesce(sum(noted), 0) from errand_count)
                   - (select count(*) from link where assistant = 'alexa'))
        """);
    FAULTS.put(
        "revocations that count other than the record does",
        """
        select count(*) from revocation r
         where r.swept_links
               <> (select count(*) from audit_event a
                    where a.revocation_id = r.id and a.kind = 'link-ended')
        """);
    FAULTS.put(
        "errands counted other than they are",
        """
        select abs((select coalesce(sum(noted - done - spared - given_up), 0) from errand_count)
                   - (select count(*) from errand))
        """);
  }

  private final LocalStack stack;
  private final int links;
  private final int kills;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param links how many there are to sweep
   */
  public KillBench(LocalStack stack, int links, int kills) {
    this.stack = stack;
    this.links = links;
    this.kills = kills;
  }

  /** What is wrong with these numbers together; empty if nothing is. */
  public static Optional<String> mistake(int links, int kills) {
    return links / LINKS_A_KILL >= kills
        ? Optional.empty()
        : Optional.of(
            "[links] must be at least %,d for each of [kills], so that each kill has something to"
                    .formatted(LINKS_A_KILL)
                + " interrupt");
  }

  /** Runs; the figures are printed at the end. */
  public void run() throws Exception {
    try (BenchHushkey hushkey = BenchHushkey.start(stack, "kill")) {
      Map<String, String> settings = new TreeMap<>(hushkey.settings());
      settings.put("hushkey.revocation.sweep-every", "PT1S");
      // nobody answers there, so that errands stay; but for those whose tokens do not open
      settings.put(
          "hushkey.assistants.%s.upstream.revocation.endpoint".formatted(BenchHushkey.STABLE),
          "http://localhost:1/revoke");
      settings.put(
          "hushkey.assistants.%s.upstream.revocation.tries".formatted(BenchHushkey.STABLE), "100");
      new ServedLinks(hushkey).write(new ServedLinks.Crowd(links, links, links / 2), 1);
      try (Connection database = hushkey.connect()) {
        run(hushkey, settings, database);
      }
    }
  }

  private void run(BenchHushkey hushkey, Map<String, String> settings, Connection database)
      throws Exception {
    Map<String, String> slow = new TreeMap<>(settings);
    slow.put("hushkey.revocation.links-per-second", Integer.toString(PACE));
    hushkey.server().start(slow);
    int revocations = revoke(hushkey);
    int inAStep = 0;
    for (int kill = 1; kill <= kills; kill++) {
      awaitMore(database);
      Thread.sleep(random.nextLong(LATEST.toMillis()));
      hushkey.server().kill();
      boolean open = 0 < number(database, OPEN_STEPS);
      inAStep += open ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "  killed %d of %d times%s; %,d of %,d links are swept%n",
          kill,
          kills,
          open ? ", in the middle of a step" : "",
          number(database, SWEPT),
          links);
      hushkey.server().start(slow);
    }
    hushkey.server().start(settings);
    await("the end of the sweep", () -> number(database, UNSWEPT) == 0);
    System.out.printf(
        Locale.ROOT,
        "%,d links, %d revocations, killed %d times, %d of them in the middle of a step%n",
        links,
        revocations,
        kills,
        inAStep);
    requireNoFaults(database);
  }

  /** Lists that overlap, and an assistant and everything that cover them all. */
  private int revoke(BenchHushkey hushkey) throws Exception {
    List<String> selectors = new ArrayList<>();
    long step = links / (LISTS + 1);
    for (int list = 0; list < LISTS; list++) {
      long from = list * step;
      selectors.add(
          Admin.listed(
              "links",
              LongStream.range(from, from + OVERLAP * step)
                  .mapToObj(number -> ServedLink.link(number).toString())
                  .toList()));
    }
    selectors.add(Admin.assistant(BenchHushkey.STABLE));
    selectors.add(Admin.everything());
    try (Callers callers = new Callers(stack.keycloak());
        Admin admin = new Admin(callers, URI.create(hushkey.address()).getPort())) {
      for (String selector : selectors) {
        admin.revoke(selector);
      }
    }
    return selectors.size();
  }

  private void awaitMore(Connection database) throws Exception {
    long before = number(database, SWEPT);
    await("another step", () -> number(database, SWEPT) > before);
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void await(String what, Condition condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("waited in vain: " + what);
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private static long number(Connection database, String query) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void requireNoFaults(Connection database) throws SQLException {
    long all = 0;
    for (Map.Entry<String, String> fault : FAULTS.entrySet()) {
      long number = number(database, fault.getValue());
      System.out.printf(Locale.ROOT, "  %,d %s%n", number, fault.getKey());
      all += number;
    }
    if (all > 0) {
      throw new IllegalStateException("something was missed, or done twice");
    }
  }
}
