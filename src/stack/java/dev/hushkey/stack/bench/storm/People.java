package dev.hushkey.stack.bench.storm;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.CheckedLinks;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import dev.hushkey.stack.bench.subject.TokenEndpoint;
import dev.hushkey.stack.bench.truth.Person;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** All people, and which of them are talked about. */
public final class People {

  private static final int WITH_JWT = 1500;
  private static final int HOT = 64;
  private static final int HOT_PERCENT = 35;
  private static final int PERCENT = 100;

  private static final List<String> SECOND_LINKS =
      List.of(
          """
          insert into link (id, user_id, assistant, state, scope, authorized_at, created_at,
                            changed_at)
          select md5('storm-second-' || n)::uuid, 'bench-user-' || n, 'alexa', 'ACTIVE', 'devices',
                 clock_timestamp(), clock_timestamp(), clock_timestamp()
            from generate_series(0, %1$d, %2$d) as n
          """,
          """
          insert into device_grant (link_id, device_id, actions, epoch, granted_at)
          select md5('storm-second-' || n)::uuid, 'bench-camera-' || n,
                 array['events', 'view', 'control'], 1, clock_timestamp()
            from generate_series(0, %1$d, %2$d) as n
          """,
          "analyze");

  private final List<Person> all;
  private final Map<String, String> namesOfTokens;
  private final AtomicReferenceArray<Person> hot = new AtomicReferenceArray<>(HOT);

  People(List<Person> all, Map<String, String> namesOfTokens) {
    this.all = List.copyOf(all);
    this.namesOfTokens = new ConcurrentHashMap<>(namesOfTokens);
  }

  /** Writes them into the database of a Hushkey that has just started on an empty one. */
  public static People write(BenchHushkey hushkey, int number) throws Exception {
    List<ServedLink> links = new ServedLinks(hushkey).write(number, number);
    CheckedLinks tokens = new CheckedLinks(hushkey, links);
    List<String> opaque = tokens.insertOpaque();
    List<SecretText> refresh = tokens.insertRefreshTokens();
    List<String> jwts = jwts(hushkey, refresh.subList(0, Math.min(WITH_JWT, number)));
    addSecondLinks(hushkey, number);
    List<Person> people = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < number; i++) {
      Person.Secrets secrets =
          new Person.Secrets(
              refresh.get(i).reveal(), i < jwts.size() ? jwts.get(i) : null, opaque.get(i));
      Person person = new Person(links.get(i).number(), secrets);
      people.add(person);
      names.put(
          hash(links.get(i).token()),
          Person.tokenName(person.user(), Person.firstLink(links.get(i).number()), 0));
    }
    return new People(people, names);
  }

  private static List<String> jwts(BenchHushkey hushkey, List<SecretText> refreshTokens)
      throws Exception {
    return TokenEndpoint.Tokens.access(
        hushkey
            .tokenEndpoint(Person.ALEXA)
            .ask(
                refreshTokens,
                token -> Map.of("grant_type", "refresh_token", "refresh_token", token.reveal())));
  }

  /** What the other adults of some households have. */
  private static void addSecondLinks(BenchHushkey hushkey, int number) throws SQLException {
    try (Connection database = hushkey.connect();
        Statement statement = database.createStatement()) {
      for (String sql : SECOND_LINKS) {
        statement.execute(sql.formatted(number - 1, Person.HOUSEHOLD));
      }
    }
  }

  private static String hash(String token) {
    return TokenHash.of(SecretText.of(token)).fingerprint();
  }

  /** Every one of them. */
  public List<Person> all() {
    return all;
  }

  /** The name of an assistant's token, which says whose it is. */
  public String tokenName(String token) {
    String name = token.isEmpty() ? null : namesOfTokens.get(hash(token));
    return name == null ? "a token of nobody" : name;
  }

  /** There is another token, which has this name. */
  public void name(String token, String name) {
    namesOfTokens.put(hash(token), name);
  }

  /** Anybody, those who were noticed lately more often. */
  public Person any() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(PERCENT) < HOT_PERCENT) {
      Person noticed = hot.get(random.nextInt(HOT));
      if (noticed != null) {
        return noticed;
      }
    }
    return uniform();
  }

  /** Anybody. */
  public Person uniform() {
    return all.get(ThreadLocalRandom.current().nextInt(all.size()));
  }

  /** Something is about to happen to this one. */
  public void notice(Person person) {
    hot.set(ThreadLocalRandom.current().nextInt(HOT), person);
  }
}
