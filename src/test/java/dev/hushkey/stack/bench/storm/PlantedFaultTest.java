package dev.hushkey.stack.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.identity.Action;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Exchange.Reply;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.bench.truth.Outcome;
import dev.hushkey.stack.bench.truth.Person;
import dev.hushkey.stack.bench.truth.Question;
import dev.hushkey.stack.bench.truth.Rulebook;
import dev.hushkey.stack.bench.truth.Truth;
import dev.hushkey.stack.process.Http;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything of a storm but the services: whether a mix-up between server and client is found. */
class PlantedFaultTest {

  private static final int PEOPLE = 40;
  private static final int ROUNDS = 2000;
  private static final int BATCH = 10;

  private final Map<String, Person> byUser = new HashMap<>();
  private final Map<String, Person> byDevice = new HashMap<>();
  private final Score score = new Score();
  private final People people = people();
  private final Questions questions = new Questions(people);

  private People people() {
    List<Person> all = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (int i = 0; i < PEOPLE; i++) {
      Person person = new Person(i, new Person.Secrets("refresh", "jwt." + i, "opaque." + i));
      all.add(person);
      byUser.put(person.user(), person);
      byDevice.put(person.device(), person);
      owners.put(
          TokenHash.of(SecretText.of(upstreamToken(person))).fingerprint(),
          Person.tokenName(person.user(), Person.firstLink(i), 0));
    }
    return new People(all, owners);
  }

  private static String upstreamToken(Person person) {
    return "upstream-token-of-" + person.user();
  }

  /** Answers each request rightly, by the rules of the judge. */
  private final class TruthfulServer implements Exchange {

    @Override
    public Reply ask(Request request, Manner manner) throws IOException {
      JsonNode body = Http.JSON.readTree(request.body());
      if (!body.has("items")) {
        ObjectNode result = answer(body);
        int status = result.get("status").asInt();
        return new Reply(status, result.get(status == 200 ? "answer" : "problem").toString());
      }
      ObjectNode all = Http.JSON.createObjectNode();
      body.get("items").forEach(item -> all.withArray("results").add(echo(item, answer(item))));
      return new Reply(200, all.toString());
    }

    private static ObjectNode echo(JsonNode item, ObjectNode result) {
      if (item.has("user")) {
        return result.set("request", item);
      }
      for (String field : List.of("device", "action", "nonce")) {
        if (item.has(field)) {
          result.set(field, item.get(field));
        }
      }
      return result;
    }

    private ObjectNode answer(JsonNode asked) {
      return asked.has("user") ? handout(asked) : check(asked);
    }

    private ObjectNode handout(JsonNode asked) {
      Person person = byUser.get(asked.get("user").asText());
      Person camera = byDevice.get(asked.get("device").asText());
      Question.Handout question =
          new Question.Handout(
              person,
              camera,
              asked.get("assistant").asText(),
              asked.has("link") ? UUID.fromString(asked.get("link").asText()) : null,
              Action.from(asked.get("action").asText()),
              null);
      return switch (right(question)) {
        case Outcome.HandedOut(var tokens, var withheld) -> {
          ObjectNode answer = Http.JSON.createObjectNode();
          answer.putArray("withheld");
          tokens
              .keySet()
              .forEach(
                  link ->
                      answer
                          .withArray("handouts")
                          .addObject()
                          .put("accessToken", upstreamToken(person))
                          .put("user", person.user())
                          .put("device", camera.device())
                          .put("assistant", question.assistant())
                          .put("action", question.action().wireName())
                          .put("link", link.toString()));
          withheld.forEach(
              (link, reason) ->
                  answer
                      .withArray("withheld")
                      .addObject()
                      .put("link", link.toString())
                      .put("reason", reason));
          yield result(200, "answer", withNonce(asked, answer));
        }
        case Outcome.Refused(String reason) ->
            result(403, "problem", Http.JSON.createObjectNode().put("reason", reason));
        case Outcome.Allowed _ -> throw new IllegalStateException();
      };
    }

    private ObjectNode check(JsonNode asked) {
      String token = asked.get("token").asText();
      Person camera = byDevice.get(asked.get("device").asText());
      Person person =
          Stream.of(token.split("\\."))
              .skip(1)
              .map(i -> byUser.get("bench-user-" + i))
              .findFirst()
              .orElse(camera);
      UUID link =
          token.startsWith("jwt")
              ? person.alexaLink()
              : token.startsWith("opaque") ? person.opaqueLink() : null;
      Question.Check question =
          new Question.Check(
              person, link, token, camera, Action.from(asked.get("action").asText()), null);
      ObjectNode answer = Http.JSON.createObjectNode();
      switch (right(question)) {
        case Outcome.Allowed(String user, UUID of) ->
            answer
                .put("allowed", true)
                .put("user", user)
                .put("device", camera.device())
                .put("action", question.action().wireName())
                .put("link", of.toString());
        case Outcome.Refused(String reason) -> answer.put("allowed", false).put("reason", reason);
        case Outcome.HandedOut _ -> throw new IllegalStateException();
      }
      return result(200, "answer", withNonce(asked, answer));
    }

    private static Outcome right(Question question) {
      Truth person = question.person().history().latest();
      return Rulebook.right(question, person, question.camera().history().latest());
    }

    private static ObjectNode withNonce(JsonNode asked, ObjectNode answer) {
      return asked.has("nonce") ? answer.set("nonce", asked.get("nonce")) : answer;
    }

    private static ObjectNode result(int status, String field, ObjectNode value) {
      return Http.JSON.createObjectNode().put("status", status).set(field, value);
    }

    @Override
    public void close() {}
  }

  private Asking asking(PlantedFault fault) {
    AnswerReader reader = new AnswerReader(people::tokenName);
    return new Asking(fault.on(new TruthfulServer()), reader, _ -> "", score);
  }

  /** Rounds until the first wrong answer. */
  private int ask(PlantedFault fault) throws IOException {
    Asking first = asking(fault);
    Asking second = asking(fault);
    for (int round = 1; round <= ROUNDS; round++) {
      Asking asking = round % 2 == 0 ? first : second;
      asking.one(questions.handout(), Manner.PLAIN);
      asking.one(questions.check(), Manner.PLAIN);
      asking.all(Stream.generate(questions::handout).limit(BATCH).toList(), Manner.PLAIN);
      asking.all(Stream.generate(questions::check).limit(BATCH).toList(), Manner.PLAIN);
      if (round % 100 == 0) {
        change(people.uniform());
      }
      if (score.wrong() > 0) {
        return round;
      }
    }
    return ROUNDS + 1;
  }

  private void change(Person person) {
    people.notice(person);
    person.history().begin(truth -> truth.ended(_ -> true)).run();
  }

  @Test
  void rightAnswers_areAllRight() throws IOException {
    ask(PlantedFault.NONE);

    assertThat(score.details()).isEmpty();
    assertThat(score.checked()).isEqualTo(ROUNDS * 2L * (BATCH + 1));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedFault_isFound_andToldWithoutASecret(PlantedFault fault) throws IOException {
    assertThat(ask(fault)).isLessThanOrEqualTo(ROUNDS);

    assertThat(score.tell()).doesNotContain("upstream-token-of-", "opaque.", "jwt.");
  }

  @Test
  void unknownName_isRefusedWithAllThatThereAre() {
    assertThatThrownBy(() -> PlantedFault.of("other"))
        .hasMessageContainingAll("shifted-batch", "stale-answer");
    assertThat(PlantedFault.of("reused-buffer")).isEqualTo(PlantedFault.REUSED_BUFFER);
  }
}
