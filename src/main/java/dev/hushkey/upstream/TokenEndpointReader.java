package dev.hushkey.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the answer of a token endpoint, <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-5">RFC 6749 §5</a>. No part of a body gets
 * into a message: bodies hold tokens.
 *
 * <p>Strict about what decides, lenient about the rest: an answer that we do not understand may
 * hold a refresh token that exists nowhere else. The member {@code error} decides, whatever the
 * status, unless the server is busy or broken; and only {@code invalid_grant} is about the user's
 * grant.
 */
final class TokenEndpointReader {

  /**
   * The lifetime of a token whose answer names none: short, so that it is refreshed in good time.
   */
  static final Duration LIFE_IF_UNSAID = Duration.ofMinutes(5);

  /** A longer lifetime is cut to this: refreshing too early is harmless. */
  static final Duration MAX_LIFE = Duration.ofDays(1);

  /** Login with Amazon documents at most 2048 bytes; others are less clear. */
  static final int MAX_TOKEN = 8192;

  private static final int UNAUTHORIZED = 401;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String INVALID_GRANT = "invalid_grant";

  /** RFC 6749 Appendix A.12: {@code access-token = 1*VSCHAR}. */
  private static final Pattern TOKEN = Pattern.compile("[\\x20-\\x7E]{1," + MAX_TOKEN + "}");

  /** A number as JSON spells it, in a string. */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(MAX_LIFE.toSeconds());

  private static final Set<String> MEMBERS =
      Set.of("access_token", "token_type", "expires_in", "refresh_token", "error");

  /** About our client and not about one grant: the next request would meet the same. */
  private static final Set<String> ERRORS_OF_OUR_CLIENT =
      Set.of("invalid_client", "unauthorized_client");

  private static final Set<String> OTHER_ERRORS_OF_OURS =
      Set.of("invalid_request", "unsupported_grant_type", "invalid_scope");

  /** Codes of RFC 6749 §4.1.2.1 that some token endpoints use, too. */
  private static final Set<String> OUTAGES = Set.of("temporarily_unavailable", "server_error");

  private TokenEndpointReader() {}

  /**
   * Interprets an answer. Covers every case and has no side effects.
   *
   * @param askedAt an instant of the database's clock before the request was sent; lifetimes are
   *     counted from it
   */
  static Reading read(UpstreamHttp.Answer answer, Instant askedAt) {
    int status = answer.status();
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
      return away(answer, askedAt);
    }
    return switch (status / 100) {
      case 2 -> readTokens(answer, askedAt);
      // Redirects are not followed: they would carry the client secret to an unknown server.
      case 3 -> new Reading.Misconfigured("status " + status, false);
      case 4 -> {
        JsonNode json = AnswerJson.read(answer.body(), MEMBERS);
        yield readError(answer, askedAt, error(json).orElse(""));
      }
      default -> away(answer, askedAt);
    };
  }

  private static Reading readTokens(UpstreamHttp.Answer answer, Instant askedAt) {
    JsonNode json = AnswerJson.read(answer.body(), MEMBERS);
    Optional<String> error = error(json);
    if (error.isPresent()) {
      return readError(answer, askedAt, error.get());
    }
    Optional<String> access = token(json, "access_token");
    Optional<RefreshToken> refresh =
        token(json, "refresh_token").map(SecretText::of).map(RefreshToken::new);
    if (access.isEmpty() || !isBearer(json.path("token_type"))) {
      return refresh
          .<Reading>map(Reading.HalfGranted::new)
          .orElseGet(
              () ->
                  new Reading.Away(
                      "an answer that is not a token answer", RetryAfter.of(answer, askedAt)));
    }
    if (refresh.isEmpty() && !isAbsent(json.path("refresh_token"))) {
      return new Reading.Away("an answer whose refresh token is none", Optional.empty());
    }
    Duration life = life(json.path("expires_in"));
    Instant expiresAt = askedAt.plus(life);
    return new Reading.Answered(
        new UpstreamAnswer.Granted(
            new UpstreamTokens(
                new AccessToken(SecretText.of(access.get()), expiresAt), life, refresh)));
  }

  /** RFC 6749 §3.2: "Parameters sent without a value MUST be treated as if they were omitted". */
  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull() || value.asText("x").isEmpty();
  }

  /** Absent, it can mean nothing else; RFC 6750 knows no other type that we could be given. */
  private static boolean isBearer(JsonNode type) {
    return isAbsent(type) || "bearer".equalsIgnoreCase(type.asText());
  }

  private static Optional<String> token(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return Optional.ofNullable(value.isTextual() ? value.textValue() : null)
        .filter(text -> TOKEN.matcher(text).matches() && !text.isBlank());
  }

  private static Optional<String> error(JsonNode json) {
    return Optional.ofNullable(json.path("error").textValue()).filter(text -> !text.isEmpty());
  }

  /**
   * A number in any of its spellings, also as a string: {@code 3600}, {@code "3600"}, {@code
   * 3600.0}, {@code 3.6e3}. A fraction of a second is dropped. Anything else counts as absent.
   */
  private static Duration life(JsonNode expiresIn) {
    return seconds(expiresIn)
        .filter(seconds -> seconds.compareTo(BigDecimal.ONE) >= 0)
        .map(seconds -> Duration.ofSeconds(seconds.min(MAX_SECONDS).longValue()))
        .orElse(LIFE_IF_UNSAID);
  }

  private static Optional<BigDecimal> seconds(JsonNode expiresIn) {
    if (expiresIn.isNumber()) {
      return Optional.of(expiresIn.decimalValue());
    }
    return Optional.ofNullable(expiresIn.textValue())
        .map(String::strip)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(BigDecimal::new);
  }

  private static Reading readError(UpstreamHttp.Answer answer, Instant askedAt, String error) {
    if (error.equals(INVALID_GRANT)) {
      return new Reading.Answered(new UpstreamAnswer.Refused());
    }
    if (OUTAGES.contains(error)) {
      return away(answer, askedAt);
    }
    boolean ofClient = ERRORS_OF_OUR_CLIENT.contains(error);
    boolean known = ofClient || OTHER_ERRORS_OF_OURS.contains(error);
    String named = known ? error : "no error code that we know";
    boolean refused = answer.status() == UNAUTHORIZED && !known;
    return new Reading.Misconfigured(
        "status " + answer.status() + ", " + named, ofClient || refused);
  }

  private static Reading away(UpstreamHttp.Answer answer, Instant now) {
    return new Reading.Away("status " + answer.status(), RetryAfter.of(answer, now));
  }
}
