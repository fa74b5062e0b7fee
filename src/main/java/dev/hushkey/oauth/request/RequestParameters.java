package dev.hushkey.oauth.request;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.ExternalId;
import dev.hushkey.secret.SecretText;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of one request to the authorization server, by the rules of <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749 §3.1 and §3.2</a>: a parameter
 * without a value counts as absent, none may be repeated, and unknown ones are ignored.
 */
public record RequestParameters(Map<String, List<String>> values) {

  /** The maximum length of a short value, such as a client id, a grant type or a code verifier. */
  public static final int MAX_NAME = ExternalId.MAX_LENGTH;

  /** Copies the parameters of a query or form. */
  public static RequestParameters of(MultivaluedMap<String, String> values) {
    return new RequestParameters(Map.copyOf(values));
  }

  /**
   * The value of a parameter, up to a maximum length.
   *
   * @throws FailureException malformed, when it is repeated or longer
   */
  public Optional<String> find(String name, int maxLength) {
    List<String> found = values.getOrDefault(name, List.of());
    if (found.size() > 1) {
      throw FailureException.malformed(name, "must not be repeated");
    }
    Optional<String> value = found.stream().filter(text -> !text.isEmpty()).findFirst();
    if (value.isPresent() && value.get().length() > maxLength) {
      throw FailureException.malformed(name, "must not be longer than " + maxLength);
    }
    return value;
  }

  /** Whether a parameter has a value; it may be repeated. */
  public boolean has(String name) {
    return values.getOrDefault(name, List.of()).stream().anyMatch(text -> !text.isEmpty());
  }

  /**
   * A token or code that somebody shows us. One that is longer than any of ours is not malformed
   * but unknown, and gets the answer of any unknown one.
   *
   * @throws FailureException malformed, when it is missing or repeated
   */
  public SecretText requireToken(String name) {
    return SecretText.of(require(name, Integer.MAX_VALUE));
  }

  /** As {@link #find}, but empty for what is repeated or longer: somebody else reports that. */
  public Optional<String> findQuietly(String name, int maxLength) {
    try {
      return find(name, maxLength);
    } catch (FailureException repeatedOrTooLong) {
      return Optional.empty();
    }
  }

  /**
   * All values of a parameter that may be repeated, such as RFC 8707's {@code resource}.
   *
   * @throws FailureException malformed, when one is longer
   */
  public List<String> findAll(String name, int maxLength) {
    List<String> found =
        values.getOrDefault(name, List.of()).stream().filter(text -> !text.isEmpty()).toList();
    if (found.stream().anyMatch(text -> text.length() > maxLength)) {
      throw FailureException.malformed(name, "must not be longer than " + maxLength);
    }
    return found;
  }

  /**
   * The value of a required parameter.
   *
   * @throws FailureException malformed, when it is missing, repeated or longer
   */
  public String require(String name, int maxLength) {
    return find(name, maxLength).orElseThrow(() -> FailureException.malformed(name, "is missing"));
  }
}
