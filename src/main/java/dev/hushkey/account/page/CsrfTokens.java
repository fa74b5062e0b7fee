package dev.hushkey.account.page;

import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.secret.SecretText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Binds a form to the person, the log-in and the request that its page was made for: it cannot be
 * forged, and cannot be sent for another request. Nothing is stored.
 */
@Singleton
public class CsrfTokens {

  private final CsrfKey key;

  @Inject
  CsrfTokens(CsrfKey key) {
    this.key = key;
  }

  /**
   * The token for the consent page: no two pages have the same, so that a form that comes twice is
   * told from a second decision.
   */
  public String make(Person person, AuthorizationRequest request) {
    return make(person, request, SecretText.random().reveal());
  }

  private String make(Person person, AuthorizationRequest request, String page) {
    List<String> subject = new ArrayList<>(List.of(page));
    request.toParameters().forEach((name, value) -> subject.addAll(List.of(name, value)));
    return page + "." + make(person, subject);
  }

  /**
   * The token for a page without an authorization request; its path stands in for the request, and
   * no request is a mere path.
   */
  public String make(Person person, String path) {
    return make(person, List.of(path));
  }

  /**
   * The proof that we say this, to this person in this log-in, until then: for what travels in an
   * address, which anybody can write.
   */
  public String sign(String said, Person person, Instant until) {
    long seconds = until.getEpochSecond();
    return seconds + "." + make(person, List.of("said", said, Long.toString(seconds)));
  }

  /** The same to whoever comes with it. */
  public String sign(String said, Instant until) {
    long seconds = until.getEpochSecond();
    return seconds + "." + encode(List.of("said", said, Long.toString(seconds)));
  }

  /** Whether it is such a proof and still valid. */
  public boolean isSigned(String proof, String said, Person person, Instant now) {
    return isSigned(proof, now, until -> sign(said, person, until));
  }

  /** The same for a proof that is for anybody. */
  public boolean isSigned(String proof, String said, Instant now) {
    return isSigned(proof, now, until -> sign(said, until));
  }

  private static boolean isSigned(String proof, Instant now, Function<Instant, String> signing) {
    int dot = proof.indexOf('.');
    try {
      Instant until = Instant.ofEpochSecond(Long.parseLong(proof.substring(0, Math.max(0, dot))));
      return isEqual(signing.apply(until), proof) && now.isBefore(until);
    } catch (NumberFormatException | DateTimeException notOurs) {
      return false;
    }
  }

  private String make(Person person, List<String> subject) {
    List<String> parts = new ArrayList<>(List.of(person.user().value(), person.session()));
    parts.addAll(subject);
    return encode(parts);
  }

  private String encode(List<String> parts) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.sign(parts));
  }

  /** Whether the form comes from the page we showed. */
  public boolean matches(String offered, Person person, AuthorizationRequest request) {
    return isEqual(make(person, request, offered.split("[.]", 2)[0]), offered);
  }

  /** The same for a page without an authorization request. */
  public boolean matches(String offered, Person person, String path) {
    return isEqual(make(person, path), offered);
  }

  /** Compares in constant time. */
  private static boolean isEqual(String expected, String offered) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
  }
}
