package dev.hushkey.stack.bench.storm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.process.Http;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Mix-ups of the kinds that happen, made on purpose between the proxy and the client. */
public enum PlantedFault {
  /** Nothing is planted. */
  NONE,
  /** A batch comes in the wrong order: each question gets the answer of its neighbour. */
  SHIFTED_BATCH,
  /** A connection gives the answer to an earlier request once more. */
  CACHED_ANSWER,
  /** A cache: the same question gets the answer that was right when it was asked before. */
  STALE_ANSWER,
  /** Answers under way at once share a buffer: the end of one is the end of another. */
  REUSED_BUFFER;

  private static final int OK = 200;
  private static final int ONE_IN = 50;
  private static final int REMEMBERED = 200_000;

  private final Map<String, JsonNode> remembered = new ConcurrentHashMap<>();
  private final AtomicReference<String> buffer = new AtomicReference<>();

  /** By the name that the command line takes. */
  public static PlantedFault of(String name) {
    return Arrays.stream(values())
        .filter(fault -> fault.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--plant takes one of "
                        + Arrays.stream(values())
                            .map(PlantedFault::wireName)
                            .collect(Collectors.joining(", "))));
  }

  /** As the command line takes it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** This connection with the fault in between. */
  Exchange on(Exchange line) {
    return this == NONE ? line : new Faulty(line);
  }

  private final class Faulty implements Exchange {

    private final Exchange line;
    private Reply earlier;

    Faulty(Exchange line) {
      this.line = line;
    }

    @Override
    public Reply ask(Request request, Manner manner) throws IOException {
      Reply reply = line.ask(request, manner);
      return reply.status() == OK ? spoil(request, reply) : reply;
    }

    private Reply spoil(Request request, Reply reply) throws JsonProcessingException {
      return switch (PlantedFault.this) {
        case NONE -> reply;
        case SHIFTED_BATCH -> request.path().endsWith("/batch") && now() ? shift(reply) : reply;
        case CACHED_ANSWER -> again(reply);
        case STALE_ANSWER -> remember(request, reply);
        case REUSED_BUFFER -> overwrite(reply);
      };
    }

    private Reply again(Reply reply) {
      Reply before = earlier;
      earlier = reply;
      return before != null && now() ? before : reply;
    }

    @Override
    public void close() {
      line.close();
    }
  }

  private static boolean now() {
    return ThreadLocalRandom.current().nextInt(ONE_IN) == 0;
  }

  /** The echo of the question stays where it is, as when only the answers are out of order. */
  private static Exchange.Reply shift(Exchange.Reply reply) throws JsonProcessingException {
    JsonNode body = Http.JSON.readTree(reply.body());
    JsonNode results = body.path("results");
    for (int i = 1; i < results.size(); i++) {
      ObjectNode here = (ObjectNode) results.get(i);
      ObjectNode there = (ObjectNode) results.get(i - 1);
      if (here.has("answer") && there.has("answer")) {
        JsonNode answer = here.get("answer");
        here.set("answer", there.get("answer"));
        there.set("answer", answer);
      }
    }
    return new Exchange.Reply(reply.status(), Http.JSON.writeValueAsString(body));
  }

  /** Each question on its own, also in a batch; the nonce is the new one. */
  private Exchange.Reply remember(Exchange.Request request, Exchange.Reply reply)
      throws JsonProcessingException {
    JsonNode asked = Http.JSON.readTree(request.body());
    JsonNode body = Http.JSON.readTree(reply.body());
    if (!asked.has("items")) {
      return new Exchange.Reply(reply.status(), remember(asked, body).toString());
    }
    JsonNode results = body.path("results");
    for (int i = 0; i < results.size(); i++) {
      ObjectNode result = (ObjectNode) results.get(i);
      if (result.has("answer")) {
        result.set("answer", remember(asked.path("items").get(i), result.get("answer")));
      }
    }
    return new Exchange.Reply(reply.status(), body.toString());
  }

  private JsonNode remember(JsonNode asked, JsonNode answer) {
    ObjectNode question = asked.deepCopy();
    question.remove("nonce");
    String key = question.toString();
    JsonNode before =
        remembered.size() < REMEMBERED ? remembered.putIfAbsent(key, answer) : remembered.get(key);
    if (before == null) {
      return answer;
    }
    ObjectNode again = before.deepCopy();
    again.remove("nonce");
    return asked.has("nonce") ? again.set("nonce", asked.get("nonce")) : again;
  }

  private Exchange.Reply overwrite(Exchange.Reply reply) {
    String others = buffer.getAndSet(reply.body());
    if (others == null || others.length() < reply.body().length() || !now()) {
      return reply;
    }
    int middle = reply.body().length() / 2;
    return new Exchange.Reply(
        reply.status(),
        reply.body().substring(0, middle) + others.substring(middle, reply.body().length()));
  }
}
