package dev.hushkey.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the answer of a token endpoint, <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-5">RFC 6749 §5</a>. No part of a body gets
 * into a message: bodies hold tokens.
 *
 * <p>Only a 400 with {@code invalid_grant} is about the user's grant. Everything else is about us
 * or the assistant's health.
 */
final class TokenEndpointReader {

  /**
   * The lifetime of a token whose answer names none: short, so that it is refreshed in good time.
   */
  static final Duration LIFE_IF_UNSAID = Duration.ofMinutes(5);

  /** A longer lifetime is cut to this: refreshing too early is harmless. */
  static final Duration MAX_LIFE = Duration.ofDays(1);

  static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(10);

  /** Login with Amazon documents at most 2048 bytes; others are less clear. */
  static final int MAX_TOKEN = 8192;

  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  /** RFC 6749 Appendix A.12: {@code access-token = 1*VSCHAR}. */
  private static final Pattern TOKEN = Pattern.compile("[\\x20-\\x7E]{1," + MAX_TOKEN + "}");

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private static final Set<String> ERRORS_OF_OURS =
      Set.of(
          "invalid_request",
          "invalid_client",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TokenEndpointReader() {}

  /**
   * Interprets an answer. Covers every case and has no side effects.
   *
   * @param askedAt the moment before the request was sent; lifetimes are counted from it
   */
  static Reading read(int status, Optional<String> retryAfter, String body, Instant askedAt) {
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
      return away(status, retryAfter, askedAt);
    }
    return switch (status / 100) {
      case 2 -> readTokens(body, askedAt);
      // Redirects are not followed: they would carry the client secret to an unknown server.
      case 3 -> new Reading.Misconfigured("status " + status);
      case 4 -> readError(status, body);
      default -> away(status, retryAfter, askedAt);
    };
  }

  private static Reading readTokens(String body, Instant askedAt) {
    JsonNode json = parse(body);
    Optional<String> access = token(json, "access_token");
    boolean bearer = "bearer".equalsIgnoreCase(json.path("token_type").asText());
    JsonNode refresh = json.path("refresh_token");
    boolean noRefresh = refresh.isMissingNode() || refresh.isNull();
    Optional<String> refreshToken = token(json, "refresh_token");
    if (access.isEmpty() || !bearer || (!noRefresh && refreshToken.isEmpty())) {
      return new Reading.Away("an answer that is not a token answer", Optional.empty());
    }
    Instant expiresAt = askedAt.plus(life(json.path("expires_in")));
    return new Reading.Answered(
        new UpstreamAnswer.Granted(
            new UpstreamTokens(
                new AccessToken(SecretText.of(access.get()), expiresAt),
                refreshToken.map(SecretText::of).map(RefreshToken::new))));
  }

  private static Optional<String> token(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return Optional.ofNullable(value.isTextual() ? value.textValue() : null)
        .filter(text -> TOKEN.matcher(text).matches() && !text.isBlank());
  }

  /** Some servers send the number as a string. Anything else counts as absent. */
  private static Duration life(JsonNode expiresIn) {
    String text = expiresIn.asText();
    if (!SECONDS.matcher(text).matches() || Long.parseLong(text) == 0) {
      return LIFE_IF_UNSAID;
    }
    Duration life = Duration.ofSeconds(Long.parseLong(text));
    return life.compareTo(MAX_LIFE) > 0 ? MAX_LIFE : life;
  }

  private static Reading readError(int status, String body) {
    String error = parse(body).path("error").asText();
    if (status == BAD_REQUEST && error.equals("invalid_grant")) {
      return new Reading.Answered(new UpstreamAnswer.Refused());
    }
    String named = ERRORS_OF_OURS.contains(error) ? error : "no error code that we know";
    return new Reading.Misconfigured("status " + status + ", " + named);
  }

  private static Reading away(int status, Optional<String> retryAfter, Instant now) {
    return new Reading.Away(
        "status " + status, retryAfter.flatMap(header -> retryAfter(header, now)));
  }

  /** Seconds or a date, RFC 9110 §10.2.3. */
  static Optional<Duration> retryAfter(String header, Instant now) {
    String text = header.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(bounded(Duration.between(now, date.toInstant())));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
      return Duration.ofSeconds(1);
    }
    return wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait;
  }

  private static JsonNode parse(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json.isObject() ? json : JSON.createObjectNode();
    } catch (JsonProcessingException _) {
      return JSON.createObjectNode();
    }
  }
}
