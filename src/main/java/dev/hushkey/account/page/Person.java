package dev.hushkey.account.page;

import dev.hushkey.identity.DisplayName;
import dev.hushkey.identity.UserId;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The person using the page, as Keycloak identifies them.
 *
 * @param name what the person will recognise: something to see, of bounded length
 * @param session the log-in session at Keycloak ({@code sid}); each log-in has its own
 */
public record Person(UserId user, String name, String session) {

  private static final int MAX_NAME = 100;

  public static Person of(JsonWebToken idToken) {
    String session = idToken.getClaim("sid");
    return new Person(
        new UserId(idToken.getSubject()),
        displayName(idToken),
        Objects.requireNonNull(session, "the ID token has no sid"));
  }

  private static String displayName(JsonWebToken idToken) {
    return Stream.of("preferred_username", "email", "name")
        .map(idToken::<String>getClaim)
        .filter(Objects::nonNull)
        .filter(DisplayName::isVisible)
        .findFirst()
        .map(name -> DisplayName.shorten(name, MAX_NAME))
        .orElseGet(idToken::getSubject);
  }
}
