package dev.hushkey.stack.bench.storm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.identity.Action;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.truth.Person;
import dev.hushkey.stack.bench.truth.Truth;
import dev.hushkey.stack.process.Http;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Changes what is true, one change after the other: cameras are sold, grants narrowed, links ended
 * by their assistant, and revocations made. Each is repeated until it is confirmed, and none is
 * ever taken back, so that a late repetition changes nothing. Then one question shows that it is in
 * force at once.
 */
public final class Changes implements Runnable {

  private static final Duration GAP = Duration.ofMillis(150);
  private static final int KINDS = 20;
  private static final int TRIES = 20;
  private static final int OK = 200;
  private static final int CLIENT_ERROR = 400;
  private static final int TOO_OFTEN = 429;
  private static final int SERVER_ERROR = 500;

  private final Exchange line;
  private final Asking asking;
  private final Questions questions;
  private final People people;
  private final Callers callers;
  private final BenchHushkey hushkey;
  private final Score score;
  private final BooleanSupplier over;

  /** What it needs of the storm. */
  public record Scene(
      People people,
      Questions questions,
      Callers callers,
      BenchHushkey hushkey,
      Score score,
      BooleanSupplier over) {}

  public Changes(Scene scene, Exchange line, Asking asking) {
    this.line = line;
    this.asking = asking;
    this.questions = scene.questions();
    this.people = scene.people();
    this.callers = scene.callers();
    this.hushkey = scene.hushkey();
    this.score = scene.score();
    this.over = scene.over();
  }

  @Override
  public void run() {
    while (!over.getAsBoolean()) {
      Person person = people.any();
      if (person.claim()) {
        people.notice(person);
        try {
          change(person);
        } finally {
          person.release();
        }
      }
      pause(GAP);
    }
  }

  private void change(Person person) {
    int kind = ThreadLocalRandom.current().nextInt(KINDS);
    Truth now = person.history().latest();
    if (kind < 7) {
      narrow(person, now);
    } else if (kind < 12) {
      sell(person, now);
    } else if (kind < 15) {
      unlink(person);
    } else if (kind < 17) {
      UUID link = now.links().get(ThreadLocalRandom.current().nextInt(now.links().size())).id();
      revoke(person, selector("link", link.toString()), of -> of.ended(it -> it.id().equals(link)));
    } else if (kind == 17) {
      revoke(person, selector("user", person.user()), of -> of.ended(_ -> true));
    } else if (kind == 18) {
      revoke(
          person,
          selector("user", person.user()).put("assistant", Person.ALEXA),
          of -> of.ended(it -> it.assistant().equals(Person.ALEXA)));
    } else {
      revoke(person, selector("device", person.device()), Truth::withoutGrants);
    }
  }

  /**
   * As the user's page does it: that page needs a log-in by a browser, which is not the subject.
   */
  private void narrow(Person person, Truth now) {
    Set<Action> kept = EnumSet.noneOf(Action.class);
    kept.addAll(now.link(person.alexaLink()).granted());
    kept.remove(Action.values()[ThreadLocalRandom.current().nextInt(Action.values().length)]);
    if (kept.isEmpty() || !now.link(person.alexaLink()).living()) {
      return;
    }
    String[] actions = kept.stream().map(Action::wireName).toArray(String[]::new);
    make(
        person,
        "grants narrowed",
        of -> of.narrowed(person.alexaLink(), kept),
        () -> {
          try (Connection database = hushkey.connect();
              PreparedStatement update =
                  database.prepareStatement(
                      "update device_grant set actions = ? where link_id = ? and device_id = ?"
                          + " and ended_at is null")) {
            update.setArray(1, database.createArrayOf("text", actions));
            update.setObject(2, person.alexaLink());
            update.setString(3, person.device());
            update.executeUpdate();
            return true;
          }
        });
  }

  private void sell(Person person, Truth now) {
    Person buyer = people.uniform();
    if (buyer == person || !now.owner().equals(person.user())) {
      return;
    }
    questions.sold(person, buyer);
    String body =
        Http.JSON.createObjectNode().put("user", buyer.user()).put("name", "Sold").toString();
    make(
        person,
        "owners changed",
        of -> of.soldTo(buyer.user()),
        () ->
            confirms(
                Request.json(
                    "PUT",
                    "/v1/devices/" + person.device() + "/owner",
                    callers.header(Callers.CAMERA_BACKEND),
                    body)));
  }

  /** RFC 7009, as the assistant does it. */
  private void unlink(Person person) {
    make(
        person,
        "links ended by the assistant",
        of -> of.ended(link -> link.id().equals(person.alexaLink())),
        () ->
            confirms(
                new Request(
                    "POST",
                    "/oauth2/revoke",
                    hushkey.tokenEndpoint(Person.ALEXA).basic(),
                    "application/x-www-form-urlencoded",
                    "token=" + person.secrets().refresh())));
  }

  private static ObjectNode selector(String what, String whom) {
    return Http.JSON.createObjectNode().put(what, whom);
  }

  private void revoke(Person person, ObjectNode selector, UnaryOperator<Truth> effect) {
    ObjectNode body = Http.JSON.createObjectNode().put("reason", "storm");
    body.set("selector", selector);
    make(
        person,
        "revocations",
        effect,
        () ->
            confirms(
                Request.json(
                    "POST", "/v1/revocations", callers.header(Callers.ADMIN), body.toString())));
  }

  private boolean confirms(Request request) throws IOException {
    int status = line.ask(request, Manner.PLAIN).status();
    if (status >= CLIENT_ERROR && status < SERVER_ERROR && status != TOO_OFTEN) {
      score.wrong("%s was answered with status %d".formatted(request, status));
    }
    if (status >= SERVER_ERROR || status == TOO_OFTEN) {
      score.undecided(status);
    }
    return status == OK;
  }

  private void make(
      Person person, String what, UnaryOperator<Truth> effect, Callable<Boolean> attempt) {
    Runnable confirmed = person.history().begin(effect);
    while (!isMade(attempt)) {
      if (over.getAsBoolean()) {
        return;
      }
      score.repeated();
      pause(GAP);
    }
    confirmed.run();
    score.changed(what);
    prove(person, what);
  }

  private static boolean isMade(Callable<Boolean> attempt) {
    try {
      return attempt.call();
    } catch (IOException | SQLException unknown) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** From the confirmation on, what was true before is wrong, and the judge knows. */
  private void prove(Person person, String what) {
    for (int i = 0; i < TRIES && !over.getAsBoolean(); i++) {
      try {
        if (asking.one(Questions.proof(person), Manner.PLAIN)) {
          score.tally("in force at once, " + what);
          return;
        }
      } catch (IOException broken) {
        // the next try opens another connection
      }
      pause(GAP);
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
