package dev.hushkey.stack.bench.revoke;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.secret.TokenName;
import dev.hushkey.stack.bench.subject.BenchCodes;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import dev.hushkey.stack.bench.subject.TokenEndpoint;
import dev.hushkey.stack.fixture.Linking;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * 2.4 million people with a camera each; a million of them have linked it, 24,000 with Alexa. Every
 * link has a device grant, sealed tokens and a refresh token.
 */
final class Population {

  private static final long PEOPLE = 2_400_000;
  static final int WITH_ALEXA = 24_000;
  private static final long ROWS_AT_ONCE = 200_000;

  /** Of the assistant that a revocation of Alexa's links leaves alone. */
  private static final int BYSTANDERS = 16;

  private static final int PROBED = 64;
  private static final int LINKED_LATER = 2000;
  private static final int CODES = 30_000;

  private final BenchHushkey hushkey;
  private final ServedLinks served;
  private final ServedLinks.Crowd crowd;

  /**
   * @param links at least {@link RevokeBench#MIN_LINKS}
   */
  Population(BenchHushkey hushkey, long links) {
    this.hushkey = hushkey;
    this.served = new ServedLinks(hushkey);
    this.crowd =
        new ServedLinks.Crowd(
            Math.max(PEOPLE, links + RevokeBench.SWEEPS * LINKED_LATER), links, WITH_ALEXA);
  }

  long people() {
    return crowd.people();
  }

  long links() {
    return crowd.links();
  }

  long withAlexa() {
    return crowd.withAlexa();
  }

  /** Writes it; the links with Alexa that probes ask about. */
  List<Probed> write() throws Exception {
    List<ServedLink> asked = served.write(crowd, PROBED);
    try (Connection database = hushkey.connect();
        Statement vacuum = database.createStatement()) {
      for (long from = 0; from < crowd.links(); from += ROWS_AT_ONCE) {
        writeRefreshTokens(database, from, Math.min(crowd.links(), from + ROWS_AT_ONCE) - 1);
      }
      vacuum.execute("vacuum (analyze) refresh_token");
    }
    return refreshed(asked, BenchHushkey.STABLE);
  }

  private static void writeRefreshTokens(Connection database, long first, long last)
      throws SQLException {
    try (PreparedStatement insert =
        database.prepareStatement(
            """
            insert into refresh_token (token_hash, link_id, issued_at)
            select sha256(convert_to('bench-refresh-' || n, 'UTF8')),
                   bench_link(n), now()
              from generate_series(?::bigint, ?) as n
            """)) {
      insert.setLong(1, first);
      insert.setLong(2, last);
      insert.executeUpdate();
    }
  }

  private static SecretText refreshToken(long number) {
    return SecretText.of("bench-refresh-" + number);
  }

  /** Some links with the other assistant. */
  List<Probed> bystanders() throws Exception {
    return refreshed(
        IntStream.range(0, BYSTANDERS)
            .mapToObj(i -> new ServedLink(crowd.links() - 1 - i, ""))
            .toList(),
        BenchHushkey.OPAQUE);
  }

  private List<Probed> refreshed(List<ServedLink> links, String assistant) throws Exception {
    TokenEndpoint endpoint = hushkey.tokenEndpoint(assistant);
    List<TokenEndpoint.Tokens> tokens =
        endpoint.ask(
            links,
            link ->
                Map.of(
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    refreshToken(link.number()).reveal()));
    return IntStream.range(0, links.size())
        .mapToObj(i -> new Probed(links.get(i), tokens.get(i), endpoint.basic()))
        .toList();
  }

  /**
   * People who link now who had no link before.
   *
   * @param times how often others have linked later already
   */
  List<Probed> linkMore(int times) throws Exception {
    long first = crowd.links() + (long) times * LINKED_LATER;
    List<ServedLink> more = served.writeMore(first, LINKED_LATER);
    try (Connection database = hushkey.connect()) {
      writeRefreshTokens(database, first, first + LINKED_LATER - 1);
    }
    return more.stream()
        .map(link -> new Probed(link, new TokenEndpoint.Tokens("", ""), ""))
        .toList();
  }

  /** Forms that exchange a code each. */
  List<Map<String, String>> codes() throws Exception {
    return new BenchCodes(hushkey, new Linking(hushkey.stack()).redirectUri()).issue(CODES);
  }

  /** Everybody who has linked with Alexa. */
  List<String> usersOfAlexa() {
    return LongStream.range(0, crowd.withAlexa())
        .mapToObj(number -> new ServedLink(number, "").user())
        .toList();
  }

  /** The names of the refresh tokens of all links with Alexa. */
  List<String> tokensOfAlexa() {
    return LongStream.range(0, crowd.withAlexa())
        .mapToObj(number -> new TokenName.ByHash(TokenHash.of(refreshToken(number))).written())
        .toList();
  }
}
