package dev.hushkey.stack.bench.storm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Exchange.Reply;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.bench.client.Line;
import dev.hushkey.stack.bench.truth.History;
import dev.hushkey.stack.bench.truth.Judge;
import dev.hushkey.stack.bench.truth.Outcome;
import dev.hushkey.stack.bench.truth.Question;
import dev.hushkey.stack.bench.truth.Reading;
import dev.hushkey.stack.process.Http;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Asks over one connection, and has each answer judged. */
public final class Asking {

  private static final String BATCH = "/batch";

  private final Exchange line;
  private final AnswerReader reader;
  private final UnaryOperator<String> headers;
  private final Score score;

  /**
   * @param headers the Authorization header of a caller, by its name
   */
  public Asking(Exchange line, AnswerReader reader, UnaryOperator<String> headers, Score score) {
    this.line = line;
    this.reader = reader;
    this.headers = headers;
    this.score = score;
  }

  /** Asks one question; whether it was decided. */
  public boolean one(Question question, Manner manner) throws IOException {
    long sent = History.now();
    Reply reply = ask(question, "", question.toJson().toString(), manner);
    long received = History.now();
    return judge(question, reader.one(question, reply), name(question), sent, received);
  }

  /**
   * Asks many, all of one kind, in one request.
   *
   * @return those that were not decided
   */
  public <Q extends Question> List<Q> all(List<Q> questions, Manner manner) throws IOException {
    ArrayNode items = Http.JSON.createArrayNode();
    questions.forEach(question -> items.add(question.toJson()));
    String body = Http.JSON.createObjectNode().set("items", items).toString();
    Question first = questions.getFirst();
    long sent = History.now();
    Reply reply = ask(first, BATCH, body, manner);
    long received = History.now();
    List<Reading> readings = reader.all(questions, reply);
    List<Q> undecided = new ArrayList<>();
    for (int i = 0; i < readings.size(); i++) {
      Q question = questions.get(i);
      if (!judge(question, readings.get(i), name(first) + " in batches", sent, received)) {
        undecided.add(question);
      }
    }
    return undecided;
  }

  private Reply ask(Question question, String suffix, String body, Manner manner)
      throws IOException {
    return switch (question) {
      case Question.Handout _ -> ask("/v1/handouts" + suffix, Callers.CAMERA_BACKEND, body, manner);
      case Question.Check _ -> ask("/v1/checks" + suffix, Callers.SKILL, body, manner);
    };
  }

  private Reply ask(String path, String caller, String body, Manner manner) throws IOException {
    try {
      return line.ask(Request.json("POST", path, headers.apply(caller), body), manner);
    } catch (Line.HungUp onPurpose) {
      score.tally("connections reset by us");
      throw onPurpose;
    } catch (IOException broken) {
      score.broken();
      throw broken;
    }
  }

  private static String name(Question question) {
    return switch (question) {
      case Question.Handout _ -> "hand-outs";
      case Question.Check _ -> "checks";
    };
  }

  private boolean judge(Question question, Reading reading, String kind, long sent, long received) {
    Optional<String> fault = Judge.findFault(question, reading, sent, received);
    fault.ifPresent(score::wrong);
    switch (reading) {
      case Reading.Decided(Outcome outcome) -> score.checked(kind, outcome);
      case Reading.Undecided(int status) -> score.undecided(status);
      case Reading.MixedUp _ -> score.tally("mixed up");
    }
    return reading instanceof Reading.Decided;
  }
}
