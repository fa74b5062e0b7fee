package dev.hushkey.stack.bench.revoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange.Reply;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.process.Http;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Where something is given for a living link: how it is asked, and what its answers say. */
enum Door {
  HAND_OUT("hand-out"),
  HAND_OUTS("hand-outs in a batch"),
  CHECK("check"),
  CHECKS("checks in a batch"),
  INTROSPECTION("introspection"),
  REFRESH("refresh"),
  EXCHANGE("token exchange"),
  CODE("code");

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String TOKEN_ENDPOINT = "/oauth2/token";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final Set<String> REVOKED = Set.of("link-revoked", "not-linked");

  private static final String REVOKED_SUBJECT = "subject_token: link-revoked";

  /** Each code is good for one question, and a link comes of it: a second is enough for some. */
  private static final Duration BETWEEN_CODES = Duration.ofMillis(40);

  /** Often enough to notice, and not so often that probes wait for nothing but each other. */
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final String words;

  Door(String words) {
    this.words = words;
  }

  /** How long a probe waits between an answer and its next question. */
  Duration pause() {
    return this == CODE ? BETWEEN_CODES : BETWEEN;
  }

  /**
   * What to ask.
   *
   * @param some the links to ask about; all but the batches ask about the first
   */
  Request request(Keys keys, List<Probed> some) {
    Probed one = some.getFirst();
    return switch (this) {
      case HAND_OUT -> json("/v1/handouts", keys.header(Callers.CAMERA_BACKEND), handout(one));
      case HAND_OUTS ->
          json(
              "/v1/handouts/batch",
              keys.header(Callers.CAMERA_BACKEND),
              items(some.stream().map(Door::handout).toList()));
      case CHECK -> json("/v1/checks", keys.header(Callers.SKILL), check(one));
      case CHECKS ->
          json(
              "/v1/checks/batch",
              keys.header(Callers.SKILL),
              items(some.stream().map(Door::check).toList()));
      case INTROSPECTION ->
          form("/oauth2/introspect", one.basic(), Map.of("token", one.accessToken()));
      case REFRESH ->
          form(
              TOKEN_ENDPOINT,
              one.basic(),
              Map.of("grant_type", "refresh_token", "refresh_token", one.refreshToken()));
      case EXCHANGE -> exchange(keys, one);
      case CODE -> form(TOKEN_ENDPOINT, one.basic(), keys.nextCode());
    };
  }

  private static String handout(Probed one) {
    return one.link().handoutRequest();
  }

  private static String check(Probed one) {
    return """
        {"token":"%s","device":"%s","action":"view"}"""
        .formatted(one.accessToken(), one.link().device());
  }

  private static String items(List<String> questions) {
    return "{\"items\":[" + String.join(",", questions) + "]}";
  }

  private static Request exchange(Keys keys, Probed one) {
    String skill = keys.header(Callers.SKILL);
    return form(
        TOKEN_ENDPOINT,
        "",
        Map.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token",
            one.accessToken(),
            "subject_token_type",
            ACCESS_TOKEN,
            "actor_token",
            skill.substring("Bearer ".length()),
            "actor_token_type",
            ACCESS_TOKEN,
            "audience",
            LocalStack.CAMERA_BACKEND,
            "authorization_details",
            "[{\"type\":\"hushkey_device\",\"identifier\":\"%s\",\"actions\":[\"view\"]}]"
                .formatted(one.link().device())));
  }

  private static Request json(String path, String authorization, String body) {
    return Request.json("POST", path, authorization, body);
  }

  private static Request form(String path, String authorization, Map<String, String> fields) {
    return new Request(
        "POST", path, authorization, FORM, PlainBrowser.encode(List.copyOf(fields.entrySet())));
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalStateException when it is neither a success, nor a refusal of a revoked link,
   *     nor a 503
   */
  Verdict read(Reply reply) throws JsonProcessingException {
    if (reply.status() == UNAVAILABLE) {
      return Verdict.UNDECIDED;
    }
    JsonNode body = Http.JSON.readTree(reply.body());
    return switch (this) {
      case HAND_OUT -> handout(reply.status(), body);
      case CHECK -> check(reply.status(), body);
      case HAND_OUTS, CHECKS -> all(reply.status(), body);
      case INTROSPECTION ->
          required(reply.status() == OK && body.has("active"), reply.status(), body)
                  && body.path("active").asBoolean()
              ? Verdict.ACCEPTED
              : Verdict.REFUSED;
      case REFRESH, CODE ->
          token(reply.status(), body, body.path("error").asText().equals("invalid_grant"));
      case EXCHANGE ->
          token(
              reply.status(),
              body,
              body.path("error_description").asText().equals(REVOKED_SUBJECT));
    };
  }

  private Verdict handout(int status, JsonNode body) {
    if (status == OK && !body.path("handouts").isEmpty()) {
      return Verdict.ACCEPTED;
    }
    required(status == FORBIDDEN && isRevoked(body), status, body);
    return Verdict.REFUSED;
  }

  private Verdict check(int status, JsonNode body) {
    if (status == OK && body.path("allowed").asBoolean()) {
      return Verdict.ACCEPTED;
    }
    required(status == OK && isRevoked(body), status, body);
    return Verdict.REFUSED;
  }

  private Verdict all(int status, JsonNode body) {
    required(status == OK && !body.path("results").isEmpty(), status, body);
    Set<Verdict> each =
        StreamSupport.stream(body.path("results").spliterator(), false)
            .map(this::item)
            .collect(Collectors.toSet());
    if (each.contains(Verdict.ACCEPTED)) {
      return Verdict.ACCEPTED;
    }
    return each.contains(Verdict.UNDECIDED) ? Verdict.UNDECIDED : Verdict.REFUSED;
  }

  private Verdict item(JsonNode result) {
    int status = result.path("status").asInt();
    JsonNode body = result.has("answer") ? result.path("answer") : result.path("problem");
    if (status == UNAVAILABLE) {
      return Verdict.UNDECIDED;
    }
    return this == HAND_OUTS ? handout(status, body) : check(status, body);
  }

  private Verdict token(int status, JsonNode body, boolean ofARevokedLink) {
    if (status == OK && body.has("access_token")) {
      return Verdict.ACCEPTED;
    }
    required(status == BAD_REQUEST && ofARevokedLink, status, body);
    return Verdict.REFUSED;
  }

  private static boolean isRevoked(JsonNode body) {
    return REVOKED.contains(body.path("reason").asText());
  }

  /** Tells no more of the answer than why it refuses: it may hold a token. */
  private boolean required(boolean expected, int status, JsonNode body) {
    if (!expected) {
      throw new IllegalStateException(
          "%s: unexpected answer with status %d, reason '%s', error '%s' (%s)"
              .formatted(
                  words,
                  status,
                  body.path("reason").asText(),
                  body.path("error").asText(),
                  body.path("error_description").asText(body.path("title").asText())));
    }
    return true;
  }

  @Override
  public String toString() {
    return words;
  }
}
