package dev.hushkey.oauth.globalrevocation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a request is about, <a href="https://www.rfc-editor.org/rfc/rfc9493#section-3.2">RFC 9493
 * §3.2</a>. Of its formats, two can name a user here: we know nobody's e-mail address or telephone
 * number.
 *
 * @param issuer absent in the format {@code opaque}: the id is one of ours
 */
record SubjectIdentifier(Optional<String> issuer, UserId user) {

  private static final String MEMBER = "sub_id";
  private static final String FORMAT = "format";

  /**
   * Reads {@code sub_id}.
   *
   * @throws FailureException malformed: not an object, or of a format that cannot name a user here
   */
  static SubjectIdentifier read(JsonNode json) {
    if (json == null || !json.isObject()) {
      throw FailureException.malformed(MEMBER, "must be a subject identifier of RFC 9493");
    }
    return switch (text(json, FORMAT)) {
      case "iss_sub" -> {
        requireOnly(json, Set.of(FORMAT, "iss", "sub"));
        yield new SubjectIdentifier(Optional.of(text(json, "iss")), user(json, "sub"));
      }
      case "opaque" -> {
        requireOnly(json, Set.of(FORMAT, "id"));
        yield new SubjectIdentifier(Optional.empty(), user(json, "id"));
      }
      default ->
          throw FailureException.malformed(
              MEMBER + "." + FORMAT, "must be iss_sub or opaque; no other names a user here");
    };
  }

  private static UserId user(JsonNode json, String member) {
    try {
      return new UserId(text(json, member));
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed(MEMBER + "." + member, malformed.getMessage());
    }
  }

  private static String text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw FailureException.malformed(MEMBER + "." + member, "must be a text");
    }
    return value.textValue();
  }

  /** A member that we do not understand could mean somebody else. */
  private static void requireOnly(JsonNode json, Set<String> members) {
    Set<String> further = new HashSet<>();
    json.fieldNames().forEachRemaining(further::add);
    further.removeAll(members);
    if (!further.isEmpty()) {
      throw FailureException.malformed(MEMBER, "has a member that its format does not have");
    }
  }
}
