package dev.hushkey.stack.bench.storm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.truth.Outcome;
import dev.hushkey.stack.bench.truth.Question;
import dev.hushkey.stack.bench.truth.Reading;
import dev.hushkey.stack.process.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Reads answers, and compares every identity in them with the question. */
public final class AnswerReader {

  private static final int OK = 200;
  private static final int REFUSED = 403;

  /** The service's own, and those of a proxy that finds no replica or waits in vain. */
  private static final Set<Integer> UNDECIDED = Set.of(429, 502, 503, 504);

  private final UnaryOperator<String> tokenNames;

  /**
   * @param tokenNames the name of a token, by its text
   */
  public AnswerReader(UnaryOperator<String> tokenNames) {
    this.tokenNames = tokenNames;
  }

  private static final class MixUp extends Exception {

    private static final long serialVersionUID = 1;

    MixUp(String what) {
      super(what);
    }
  }

  /** The answer to a request with one question. */
  Reading one(Question question, Exchange.Reply reply) {
    if (UNDECIDED.contains(reply.status())) {
      return new Reading.Undecided(reply.status());
    }
    try {
      JsonNode body = parse(reply);
      return read(question, reply.status(), body, body);
    } catch (MixUp mixUp) {
      return new Reading.MixedUp(mixUp.getMessage());
    }
  }

  /** The answers to a batch, one for each question. */
  List<Reading> all(List<? extends Question> questions, Exchange.Reply reply) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      if (UNDECIDED.contains(reply.status())) {
        readings.add(new Reading.Undecided(reply.status()));
        continue;
      }
      try {
        require(reply.status(), OK, "status of the batch");
        JsonNode results = parse(reply).path("results");
        require(results.size(), questions.size(), "number of results");
        return eachOf(questions, results);
      } catch (MixUp mixUp) {
        readings.add(new Reading.MixedUp(mixUp.getMessage()));
      }
    }
    return readings;
  }

  private List<Reading> eachOf(List<? extends Question> questions, JsonNode results) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      readings.add(result(questions.get(i), results.get(i)));
    }
    return readings;
  }

  private Reading result(Question question, JsonNode result) {
    try {
      JsonNode asked = question instanceof Question.Handout ? result.path("request") : result;
      JsonNode expected = question.toJson();
      for (String field : List.of("user", "device", "assistant", "action", "link", "nonce")) {
        if (asked == result && !result.has(field) && !expected.has(field)) {
          continue;
        }
        require(asked.path(field).asText(), expected.path(field).asText(), "asked " + field);
      }
      return read(
          question, result.path("status").asInt(), result.path("answer"), result.path("problem"));
    } catch (MixUp mixUp) {
      return new Reading.MixedUp(mixUp.getMessage());
    }
  }

  private Reading read(Question question, int status, JsonNode answer, JsonNode problem)
      throws MixUp {
    if (UNDECIDED.contains(status)) {
      return new Reading.Undecided(status);
    }
    if (status == REFUSED && problem.has("reason")) {
      return new Reading.Decided(new Outcome.Refused(problem.path("reason").asText()));
    }
    require(status, OK, "status");
    require(answer.path("nonce").asText(null), question.nonce(), "nonce");
    return new Reading.Decided(
        switch (question) {
          case Question.Handout asked -> handout(asked, answer);
          case Question.Check asked -> check(asked, answer);
        });
  }

  private Outcome handout(Question.Handout asked, JsonNode answer) throws MixUp {
    Map<UUID, String> tokens = new TreeMap<>();
    for (JsonNode each : answer.path("handouts")) {
      require(each.path("user").asText(), asked.person().user(), "user");
      require(each.path("device").asText(), asked.camera().device(), "device");
      require(each.path("assistant").asText(), asked.assistant(), "assistant");
      require(each.path("action").asText(), asked.action().wireName(), "action");
      tokens.put(link(each), tokenNames.apply(each.path("accessToken").asText()));
    }
    Map<UUID, String> withheld = new TreeMap<>();
    for (JsonNode each : answer.path("withheld")) {
      withheld.put(link(each), each.path("reason").asText());
    }
    return new Outcome.HandedOut(tokens, withheld);
  }

  private static Outcome check(Question.Check asked, JsonNode answer) throws MixUp {
    if (!answer.path("allowed").isBoolean()) {
      throw new MixUp("no decision");
    }
    if (!answer.path("allowed").asBoolean()) {
      return new Outcome.Refused(answer.path("reason").asText());
    }
    require(answer.path("device").asText(), asked.camera().device(), "device");
    require(answer.path("action").asText(), asked.action().wireName(), "action");
    return new Outcome.Allowed(answer.path("user").asText(), link(answer));
  }

  private static UUID link(JsonNode answer) throws MixUp {
    try {
      return UUID.fromString(answer.path("link").asText());
    } catch (IllegalArgumentException e) {
      throw new MixUp("no link id");
    }
  }

  private static JsonNode parse(Exchange.Reply reply) throws MixUp {
    try {
      return Http.JSON.readTree(reply.body());
    } catch (JsonProcessingException e) {
      throw new MixUp("status %d with a body that is no JSON".formatted(reply.status()));
    }
  }

  private static void require(Object found, Object asked, String what) throws MixUp {
    if (!Objects.equals(found, asked)) {
      throw new MixUp("%s is %s and not %s".formatted(what, found, asked));
    }
  }
}
