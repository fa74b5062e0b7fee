package dev.hushkey.stack.bench.storm;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.bench.truth.Person;
import dev.hushkey.stack.bench.truth.Question;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

/** Thinks of questions: mostly what honest callers ask, and some that must never be allowed. */
public final class Questions {

  private static final int PERCENT = 100;
  private static final int OF_ANOTHERS_CAMERA = 8;
  private static final int WITHOUT_UPSTREAM = 10;
  private static final int OF_ONE_LINK = 20;
  private static final int OF_NOBODYS_TOKEN = 2;
  private static final int WITH_NONCE = 50;

  private final People people;
  private final ConcurrentMap<Person, Person> buyers = new ConcurrentHashMap<>();

  public Questions(People people) {
    this.people = people;
  }

  /** From now on this buyer is also asked about. */
  void sold(Person camera, Person buyer) {
    buyers.put(camera, buyer);
  }

  public Question.Handout handout() {
    Person camera = people.any();
    return handout(person(camera), camera);
  }

  private static Question.Handout handout(Person person, Person camera) {
    String assistant = in(WITHOUT_UPSTREAM) ? Person.OPAQUE : Person.ALEXA;
    UUID own = assistant.equals(Person.ALEXA) ? person.alexaLink() : person.opaqueLink();
    return new Question.Handout(
        person, camera, assistant, in(OF_ONE_LINK) ? own : null, action(), nonce());
  }

  /** What a person's link with Alexa allows; right after it was changed. */
  public static Question.Handout proof(Person person) {
    return new Question.Handout(person, person, Person.ALEXA, null, Action.EVENTS, nonce());
  }

  public Question.Check check() {
    Person camera = people.any();
    Person person = person(camera);
    if (in(OF_NOBODYS_TOKEN)) {
      return new Question.Check(
          person, null, UUID.randomUUID() + "-nobodys", camera, action(), nonce());
    }
    String jwt = person.secrets().jwt();
    return jwt == null || ThreadLocalRandom.current().nextBoolean()
        ? new Question.Check(
            person, person.opaqueLink(), person.secrets().opaque(), camera, action(), nonce())
        : new Question.Check(person, person.alexaLink(), jwt, camera, action(), nonce());
  }

  private Person person(Person camera) {
    if (!in(OF_ANOTHERS_CAMERA)) {
      return camera;
    }
    Person buyer = buyers.get(camera);
    return buyer == null ? people.any() : buyer;
  }

  private static Action action() {
    Action[] all = Action.values();
    return all[ThreadLocalRandom.current().nextInt(all.length)];
  }

  private static String nonce() {
    return in(WITH_NONCE) ? UUID.randomUUID().toString() : null;
  }

  private static boolean in(int percent) {
    return ThreadLocalRandom.current().nextInt(PERCENT) < percent;
  }
}
