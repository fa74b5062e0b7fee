package dev.hushkey.stack.bench.standby;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.seal.Sealer;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.bench.storm.Asking;
import dev.hushkey.stack.bench.storm.Changes;
import dev.hushkey.stack.bench.storm.Questions;
import dev.hushkey.stack.bench.truth.LinkTruth;
import dev.hushkey.stack.bench.truth.Person;
import dev.hushkey.stack.bench.truth.Truth;
import dev.hushkey.stack.process.Http;
import dev.hushkey.upstream.TokenSet;
import dev.hushkey.upstreamtoken.SealedTokens;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * What a standby that lags gets wrong in the other direction: tokens are replaced by newer ones, as
 * a refresh does, and people link again a moment after their link has ended. Both are written by
 * SQL, as the service writes them; the link is ended by a revocation. Then one question shows that
 * it is in force at once.
 */
final class Renewals implements Runnable {

  private static final Duration GAP = Duration.ofMillis(100);
  private static final int TRIES = 20;
  private static final int OK = 200;

  private static final String RENEW =
      """
      update upstream_token
         set sealed = ?, sealed_access = ?, received_at = clock_timestamp(), version = version + 1
       where link_id = ? and sealed is not null
      """;

  private static final String LINK_AGAIN =
      """
      with made as (
        insert into link (id, user_id, assistant, state, scope, authorized_at, created_at, changed_at)
        select ?, ?, 'alexa', 'ACTIVE', 'devices', t, t, t from after_all_cut_offs() t
        returning id),
      granted as (
        insert into device_grant (link_id, device_id, actions, epoch, granted_at)
        select made.id, o.device_id, array['events', 'view', 'control'], o.epoch,
               after_all_cut_offs()
          from made, ownership o where o.device_id = ?)
      insert into upstream_token (link_id, sealed, sealed_access, received_at, access_expires_at,
                                  region, event_endpoint, version)
      select made.id, ?, ?, clock_timestamp(), clock_timestamp() + interval '10 years', 'na',
             'https://events.example.com/', 1
        from made
      """;

  private final Changes.Scene scene;
  private final Exchange line;
  private final Asking asking;
  private final Sealer sealer;

  Renewals(Changes.Scene scene, Exchange line, Asking asking, TestSeal seal) {
    this.scene = scene;
    this.line = line;
    this.asking = asking;
    this.sealer = seal.sealer();
  }

  @Override
  public void run() {
    while (!scene.over().getAsBoolean()) {
      Person person = scene.people().any();
      if (person.claim()) {
        scene.people().notice(person);
        try {
          change(person);
        } catch (SQLException | IOException failed) {
          scene.score().wrong("a change failed: " + failed.getMessage());
          return;
        } finally {
          person.release();
        }
      }
      pause();
    }
  }

  private void change(Person person) throws SQLException, IOException {
    Truth now = person.history().latest();
    Optional<LinkTruth> living =
        now.links().stream().filter(link -> link.living() && link.upstream()).findFirst();
    if (living.isPresent() && ThreadLocalRandom.current().nextBoolean()) {
      renew(person, living.get());
    } else if (now.owner().equals(person.user())) {
      if (living.isPresent()) {
        revoke(person, living.get().id());
      }
      linkAgain(person);
    }
  }

  private void renew(Person person, LinkTruth link) throws SQLException {
    String token = SecretText.random().reveal();
    SealedTokens sealed = seal(person, link.id(), token);
    scene.people().name(token, Person.tokenName(person.user(), link.id(), link.renewed() + 1));
    change(
        person,
        "tokens renewed",
        of -> of.renewed(link.id()),
        RENEW,
        sealed.set().ciphertext(),
        sealed.access().ciphertext(),
        link.id());
  }

  private void linkAgain(Person person) throws SQLException {
    UUID id = UUID.randomUUID();
    String token = SecretText.random().reveal();
    SealedTokens sealed = seal(person, id, token);
    scene.people().name(token, Person.tokenName(person.user(), id, 0));
    change(
        person,
        "linked again",
        of -> of.with(new LinkTruth(id, Person.ALEXA, true, true, 0, EnumSet.allOf(Action.class))),
        LINK_AGAIN,
        id,
        person.user(),
        person.device(),
        sealed.set().ciphertext(),
        sealed.access().ciphertext());
  }

  private SealedTokens seal(Person person, UUID link, String token) {
    return TestSeal.await(
        SealedTokens.seal(
            sealer,
            new LinkRef(new AssistantId(Person.ALEXA), new LinkId(link), new UserId(person.user())),
            new TokenSet(
                new AccessToken(SecretText.of(token), Instant.MAX),
                new RefreshToken(SecretText.random()))));
  }

  private void change(
      Person person, String what, UnaryOperator<Truth> effect, String sql, Object... parameters)
      throws SQLException {
    Runnable confirmed = person.history().begin(effect);
    try (Connection database = scene.hushkey().connect();
        PreparedStatement statement = database.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.executeUpdate();
    }
    confirmed(person, what, confirmed);
  }

  private void revoke(Person person, UUID link) throws IOException {
    ObjectNode body = Http.JSON.createObjectNode().put("reason", "standby");
    body.putObject("selector").put("link", link.toString());
    Request request =
        Request.json(
            "POST", "/v1/revocations", scene.callers().header(Callers.ADMIN), body.toString());
    Runnable confirmed = person.history().begin(of -> of.ended(it -> it.id().equals(link)));
    while (line.ask(request, Manner.PLAIN).status() != OK) {
      if (scene.over().getAsBoolean()) {
        return;
      }
      scene.score().repeated();
      pause();
    }
    confirmed(person, "ended to be linked again", confirmed);
  }

  private void confirmed(Person person, String what, Runnable confirmed) {
    confirmed.run();
    scene.score().changed(what);
    for (int i = 0; i < TRIES && !scene.over().getAsBoolean(); i++) {
      try {
        if (asking.one(Questions.proof(person), Manner.PLAIN)) {
          scene.score().tally("in force at once, " + what);
          return;
        }
      } catch (IOException broken) {
        // the next try opens another connection
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(GAP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
