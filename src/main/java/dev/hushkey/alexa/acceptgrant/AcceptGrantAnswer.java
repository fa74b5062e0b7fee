package dev.hushkey.alexa.acceptgrant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/** What the skill passes back to Alexa, unchanged. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AcceptGrantAnswer(Event event) {

  private static final String NAMESPACE = "Alexa.Authorization";
  private static final String VERSION = "3";
  private static final String FAILED = "ACCEPT_GRANT_FAILED";
  private static final String ERROR = "ErrorResponse";
  private static final int MAX_MESSAGE = 200;

  /**
   * The one member of every message to Alexa.
   *
   * @param endpoint only where the directive named one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Event(Header header, Endpoint endpoint, Payload payload) {}

  /** The device that a directive is about. */
  public record Endpoint(String endpointId) {}

  /**
   * The id is new for each answer.
   *
   * @param correlationToken that of the directive, if it had one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Header(
      String namespace,
      String name,
      String messageId,
      String correlationToken,
      String payloadVersion) {}

  /** Empty, or an error. */
  public sealed interface Payload {

    /** {@code {}}. */
    record Empty() implements Payload {}

    /** AcceptGrant has only this one error type. */
    record Error(String type, String message) implements Payload {}
  }

  /** The grant was accepted, exchanged and kept. */
  public static AcceptGrantAnswer accepted() {
    return answer("AcceptGrant.Response", new Payload.Empty());
  }

  /**
   * The grant was not accepted; Alexa tells the user that linking failed.
   *
   * @param message for the log of the skill; holds no secret
   */
  public static AcceptGrantAnswer failed(String message) {
    String bounded = message.substring(0, Math.min(message.length(), MAX_MESSAGE));
    return answer(ERROR, new Payload.Error(FAILED, bounded));
  }

  /** Another directive than AcceptGrant: an error of Alexa's general interface, not of ours. */
  static AcceptGrantAnswer notUnderstood(JsonNode directive) {
    String token = directive.at("/directive/header/correlationToken").textValue();
    String endpoint = directive.at("/directive/endpoint/endpointId").textValue();
    return new AcceptGrantAnswer(
        new Event(
            new Header("Alexa", ERROR, UUID.randomUUID().toString(), token, VERSION),
            endpoint == null ? null : new Endpoint(endpoint),
            new Payload.Error(
                "INVALID_DIRECTIVE", "only Alexa.Authorization AcceptGrant, version 3")));
  }

  private static AcceptGrantAnswer answer(String name, Payload payload) {
    Header header = new Header(NAMESPACE, name, UUID.randomUUID().toString(), null, VERSION);
    return new AcceptGrantAnswer(new Event(header, null, payload));
  }
}
