package dev.hushkey.wire;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Refusal;
import java.time.Duration;

/**
 * The answer of our own API, <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>. The
 * types are listed in docs/errors.md.
 *
 * @param type a URN, {@code urn:hushkey:problem:…}, stable for programs
 * @param reason why a hand-out was refused; null for other problems
 * @param correlationId what to quote when reporting the problem; set at the edge
 * @param retryAfter null where a retry does not help
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    Refusal reason,
    String correlationId,
    @JsonIgnore Duration retryAfter) {

  /** RFC 9457 §3. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String PREFIX = "urn:hushkey:problem:";

  /**
   * The answer for a failure. Exhaustive: a new failure does not compile until it is listed here.
   */
  public static Problem of(Failure failure) {
    return switch (failure) {
      case Failure.MalformedRequest f ->
          problem(
              400,
              "malformed-request",
              "The request is malformed",
              f.parameter() + ": " + f.hint());
      case Failure.ClientNotAuthenticated _ ->
          problem(401, "not-authenticated", "Authentication failed", null);
      case Failure.GrantNotUsable _ ->
          problem(400, "grant-not-usable", "The code or token is not valid", null);
      case Failure.UnsupportedGrantType _ ->
          problem(400, "malformed-request", "The grant type is not supported", null);
      case Failure.ScopeNotAllowed _ ->
          problem(400, "malformed-request", "The scope is not valid", null);
      case Failure.AuthorizationDetailsNotValid f ->
          problem(400, "malformed-request", "The authorization details are not valid", f.hint());
      case Failure.TargetNotKnown _ ->
          problem(400, "malformed-request", "The resource is not known", null);
      case Failure.GrantTypeNotAllowed _ ->
          problem(403, "not-allowed", "This caller may not use this grant type", null);
      case Failure.PushedRequestRefused f ->
          problem(400, "malformed-request", "The pushed request is not valid", f.description());
      case Failure.ExchangeRefused f -> refused(f.refusal());
      case Failure.UnsupportedTokenType _ ->
          problem(400, "malformed-request", "The token type is not supported", null);
      case Failure.CallerNotAuthenticated _ ->
          problem(401, "not-authenticated", "A valid bearer token is needed", null);
      case Failure.CallerNotAllowed _ ->
          problem(403, "not-allowed", "This caller may not do that", null);
      case Failure.PageOutOfDate _ ->
          problem(400, "page-out-of-date", "The page is out of date", "Start again from the app.");
      case Failure.AttemptNotUsable _ ->
          problem(
              400,
              "attempt-not-usable",
              "The attempt is unknown, used or expired",
              "Check whether the link exists; if it does not, start again.");
      case Failure.RefusedByAssistant f ->
          problem(409, "refused-by-assistant", "The assistant refused the request", f.detail());
      case Failure.NotInThisState f ->
          problem(409, "not-in-this-state", "Not possible now", f.detail());
      case Failure.NotFound f -> problem(404, "not-found", "Not found", "no such " + f.what());
      case Failure.NotLoggedOut _ ->
          problem(
              422,
              "not-logged-out",
              "The user cannot be logged out",
              "The tokens are revoked. Sessions at Keycloak go on: this server cannot end them.");
      case Failure.Refused f -> refused(f.refusal());
      case Failure.Unavailable f ->
          later("unavailable", f.dependency().label() + " is unavailable", f.retryAfter());
      case Failure.Overloaded f -> later("overloaded", "Too many requests at once", f.retryAfter());
      case Failure.Overdue f ->
          later(
              "overdue",
              "No answer in time",
              "It may still take effect. Try again later.",
              f.retryAfter());
      case Failure.TooOften f ->
          new Problem(
              PREFIX + "too-often",
              "Too often",
              429,
              "This was done a moment ago. Try again later.",
              null,
              null,
              f.retryAfter());
      case Failure.OtherCell f ->
          new Problem(
              PREFIX + "other-cell",
              "Of another cell",
              421,
              "It belongs to the cell " + f.cell() + ". Nothing was decided here.",
              null,
              null,
              f.retryAfter());
      case Failure.SealBroken _ -> unknown();
    };
  }

  /** The answer for anything unexpected: a correlation id and nothing else. */
  public static Problem unknown() {
    return problem(500, "unexpected", "Something went wrong on our side", null);
  }

  /** A refusal of the HTTP layer itself, such as an unknown path or a wrong method. */
  public static Problem http(int status, String title) {
    return new Problem("about:blank", title, status, null, null, null, null);
  }

  /** The same with the id that the log line carries too. */
  public Problem withCorrelationId(String id) {
    return new Problem(type, title, status, detail, reason, id, retryAfter);
  }

  /** Whether another token would help: not after a refusal by a rule of hand-outs. */
  boolean asksForToken() {
    return type.equals(PREFIX + "not-authenticated") || type.equals(PREFIX + "not-allowed");
  }

  private static Problem refused(Refusal refusal) {
    return new Problem(PREFIX + "refused", "Refused", 403, null, refusal, null, null);
  }

  private static Problem problem(int status, String type, String title, String detail) {
    return new Problem(PREFIX + type, title, status, detail, null, null, null);
  }

  private static Problem later(String type, String title, Duration retryAfter) {
    return later(type, title, "Nothing was lost. Try again later.", retryAfter);
  }

  private static Problem later(String type, String title, String detail, Duration retryAfter) {
    return new Problem(PREFIX + type, title, 503, detail, null, null, retryAfter);
  }
}
