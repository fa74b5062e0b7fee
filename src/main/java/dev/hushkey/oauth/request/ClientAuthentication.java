package dev.hushkey.oauth.request;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.ClientAuthenticationMethod;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Authenticates callers of the token and revocation endpoints, <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749 §2.3.1</a>: HTTP Basic or
 * parameters of the body, as the assistant's settings allow, but never both at once (§2.3).
 */
@Singleton
public class ClientAuthentication {

  private static final Logger LOG = Logger.getLogger(ClientAuthentication.class);
  private static final String BASIC = "basic ";
  private static final int MAX_SECRET = 512;
  private static final int MAX_HEADER = 2048;

  private final Assistants assistants;

  @Inject
  public ClientAuthentication(Assistants assistants) {
    this.assistants = assistants;
  }

  /**
   * The authenticated assistant.
   *
   * @throws FailureException {@link Failure.ClientNotAuthenticated}, the same for an unknown client
   *     and a wrong secret; malformed, when the request uses two methods
   */
  Assistant authenticate(List<String> authorization, RequestParameters parameters) {
    Credentials credentials =
        readHeader(authorization)
            .map(fromHeader -> requireNoOther(fromHeader, parameters))
            .orElseGet(() -> readBody(parameters));
    return assistants
        .byClientId(credentials.clientId())
        .filter(assistant -> isAllowed(assistant, credentials.method()))
        .filter(assistant -> assistant.client().authenticates(credentials.secret()))
        .orElseThrow(ClientAuthentication::notAuthenticated);
  }

  /**
   * Whose secret the sender of refused credentials tried, if it is one that we know. Empty without
   * a secret: that is no guess.
   */
  Optional<Assistant> claimed(List<String> authorization, RequestParameters parameters) {
    if (!authorization.isEmpty()) {
      return claimed(authorization.getFirst()).flatMap(assistants::byClientId);
    }
    return parameters.has("client_secret")
        ? parameters
            .findQuietly("client_id", RequestParameters.MAX_NAME)
            .flatMap(assistants::byClientId)
        : Optional.empty();
  }

  private static Optional<String> claimed(String header) {
    try {
      return Optional.of(parseBasic(header).clientId());
    } catch (FailureException unreadable) {
      return Optional.empty();
    }
  }

  /** The credentials a client sent, and by which method. */
  record Credentials(String clientId, SecretText secret, ClientAuthenticationMethod method) {}

  /** The reason is only logged: RFC 6749 §5.2 has one error for all cases. */
  private static boolean isAllowed(Assistant assistant, ClientAuthenticationMethod method) {
    boolean allowed = assistant.client().tokenEndpointAuthMethods().contains(method);
    if (!allowed) {
      LOG.warnf("%s may not authenticate by %s", assistant.id(), method);
    }
    return allowed;
  }

  private static Optional<Credentials> readHeader(List<String> values) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1) {
      throw FailureException.malformed("Authorization", "must not be repeated");
    }
    return Optional.of(parseBasic(values.getFirst()));
  }

  /** Id and secret are form-urlencoded, joined by a colon, then in Base64. */
  static Credentials parseBasic(String header) {
    if (header.length() > MAX_HEADER || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      throw notAuthenticated();
    }
    String pair = decodeBase64(header.substring(BASIC.length()).strip());
    int colon = pair.indexOf(':');
    if (colon < 1 || colon == pair.length() - 1) {
      throw notAuthenticated();
    }
    return new Credentials(
        decodeForm(pair.substring(0, colon)),
        SecretText.of(decodeForm(pair.substring(colon + 1))),
        ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
  }

  private static String decodeBase64(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw notAuthenticated();
    }
  }

  private static String decodeForm(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw notAuthenticated();
    }
  }

  /** Some clients repeat their id in the body, which is harmless when it is the same. */
  private static Credentials requireNoOther(Credentials header, RequestParameters parameters) {
    if (parameters.has("client_secret")) {
      throw FailureException.malformed("client_secret", "use one authentication method, not two");
    }
    Optional<String> clientId = parameters.find("client_id", RequestParameters.MAX_NAME);
    if (clientId.isPresent() && !clientId.get().equals(header.clientId())) {
      throw FailureException.malformed(
          "client_id", "differs from the one in the Authorization header");
    }
    return header;
  }

  private static Credentials readBody(RequestParameters parameters) {
    Optional<String> clientId = parameters.find("client_id", RequestParameters.MAX_NAME);
    Optional<String> secret = parameters.find("client_secret", MAX_SECRET);
    if (clientId.isEmpty() || secret.isEmpty()) {
      throw notAuthenticated();
    }
    return new Credentials(
        clientId.get(), SecretText.of(secret.get()), ClientAuthenticationMethod.CLIENT_SECRET_POST);
  }

  private static FailureException notAuthenticated() {
    return new FailureException(new Failure.ClientNotAuthenticated());
  }
}
