package dev.hushkey.alexa.acceptgrant;

import java.util.UUID;

/** What the skill passes back to Alexa, unchanged. */
public record AcceptGrantAnswer(Event event) {

  private static final String NAMESPACE = "Alexa.Authorization";
  private static final String VERSION = "3";
  private static final String FAILED = "ACCEPT_GRANT_FAILED";
  private static final int MAX_MESSAGE = 200;

  /** The one member of every message to Alexa. */
  public record Event(Header header, Payload payload) {}

  /** The id is new for each answer. */
  public record Header(String namespace, String name, String messageId, String payloadVersion) {}

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
    return answer("ErrorResponse", new Payload.Error(FAILED, bounded));
  }

  private static AcceptGrantAnswer answer(String name, Payload payload) {
    Header header = new Header(NAMESPACE, name, UUID.randomUUID().toString(), VERSION);
    return new AcceptGrantAnswer(new Event(header, payload));
  }
}
