package dev.hushkey.stack.bench.endure;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hushkey.identity.Action;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Exchange.Reply;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.bench.storm.People;
import dev.hushkey.stack.bench.storm.Score;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.truth.Person;
import dev.hushkey.stack.bench.truth.Question;
import dev.hushkey.stack.process.Http;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Has access tokens issued, which are writes that an assistant has in its hands once they are
 * answered: each must be known for good. The opaque kind, since a JWT proves itself.
 */
final class Issuing implements Runnable {

  private static final int PEOPLE = 2000;
  private static final int PAUSE = 200;
  private static final int OK = 200;
  private static final int REFUSED = 400;

  private final Exchange line;
  private final Patient patient;
  private final String client;
  private final Map<Person, SecretText> refreshTokens;
  private final Score score;
  private final BooleanSupplier over;
  private final Queue<Question.Check> issued = new ConcurrentLinkedQueue<>();

  /**
   * @param refreshTokens of {@link #prepare}
   */
  Issuing(
      Exchange line,
      Patient patient,
      BenchHushkey hushkey,
      Map<Person, SecretText> refreshTokens,
      Score score,
      BooleanSupplier over) {
    this.line = line;
    this.patient = patient;
    this.client = hushkey.tokenEndpoint(Person.OPAQUE).basic();
    this.refreshTokens = Map.copyOf(refreshTokens);
    this.score = score;
    this.over = over;
  }

  /** Gives some people's links with {@link Person#OPAQUE} a refresh token each. */
  static Map<Person, SecretText> prepare(BenchHushkey hushkey, People people) throws SQLException {
    Map<Person, SecretText> tokens = new HashMap<>();
    try (Connection database = hushkey.connect();
        PreparedStatement insert =
            database.prepareStatement(
                """
                insert into refresh_token (token_hash, link_id, issued_at)
                values (?, ?, clock_timestamp())
                """)) {
      for (Person person : people.all().stream().limit(PEOPLE).toList()) {
        SecretText token = SecretText.random();
        tokens.put(person, token);
        insert.setBytes(1, TokenHash.of(token).toBytes());
        insert.setObject(2, person.opaqueLink());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return tokens;
  }

  /** A question about each token that was issued. */
  List<Question> issued() {
    return List.copyOf(issued);
  }

  @Override
  public void run() {
    List<Person> people = new ArrayList<>(refreshTokens.keySet());
    while (!over.getAsBoolean()) {
      Person person = people.get(ThreadLocalRandom.current().nextInt(people.size()));
      if (person.claim()) {
        try {
          issue(person);
        } catch (IOException unknown) {
          // a token that nobody has
        } finally {
          person.release();
        }
      }
      pause();
    }
  }

  private void issue(Person person) throws IOException {
    Reply reply =
        line.ask(
            new Request(
                "POST",
                "/oauth2/token",
                client,
                "application/x-www-form-urlencoded",
                "grant_type=refresh_token&refresh_token=" + refreshTokens.get(person).reveal()),
            Manner.PLAIN);
    boolean lives = person.history().latest().link(person.opaqueLink()).living();
    if (reply.status() == OK) {
      score.tally("tokens issued");
      Question.Check known =
          new Question.Check(
              person, person.opaqueLink(), token(reply), person, Action.EVENTS, null);
      issued.add(known);
      patient.ask(List.of(known));
    } else if (reply.status() == REFUSED && lives) {
      score.wrong("a living link of %s got no token: %s".formatted(person, reply.body()));
    } else if (reply.status() != REFUSED) {
      score.undecided(reply.status());
    }
  }

  private static String token(Reply reply) {
    try {
      return Http.JSON.readTree(reply.body()).required("access_token").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("tokens that are no JSON", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
