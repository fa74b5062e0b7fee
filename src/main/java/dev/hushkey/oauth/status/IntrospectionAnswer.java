package dev.hushkey.oauth.status;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.wire.Issuer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of <a href="https://www.rfc-editor.org/rfc/rfc7662#section-2.2">RFC 7662 §2.2</a>. For
 * a token that is not live, or that the caller may not see, it is {@code {"active":false}} and
 * nothing else.
 */
record IntrospectionAnswer(@JsonValue Map<String, Object> members) {

  private static final IntrospectionAnswer INACTIVE =
      new IntrospectionAnswer(Map.of("active", false));

  /** Whether it tells anything about the token. */
  boolean active() {
    return Boolean.TRUE.equals(members.get("active"));
  }

  /** Decides what this caller may see. */
  static IntrospectionAnswer of(
      Introspector caller,
      Optional<IntrospectedToken> found,
      Assistants assistants,
      Issuer issuer) {
    return found
        .filter(IntrospectedToken::live)
        .filter(token -> caller.maySee(token.assistant()))
        .flatMap(
            token ->
                assistants
                    .find(token.assistant())
                    .map(assistant -> active(token, assistant, issuer)))
        .orElse(INACTIVE);
  }

  /** A refresh token has no type of RFC 6749 §7.1: it is only for our token endpoint. */
  private static IntrospectionAnswer active(
      IntrospectedToken token, Assistant assistant, Issuer issuer) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("active", true);
    members.put("scope", token.scope());
    members.put("client_id", assistant.client().id());
    token.accessToken().ifPresent(_ -> members.put("token_type", "Bearer"));
    token.expiresAt().ifPresent(end -> members.put("exp", end.getEpochSecond()));
    members.put("iat", token.issuedAt().getEpochSecond());
    members.put("sub", token.user().value());
    members.put("aud", issuer.toString());
    members.put("iss", issuer.toString());
    token.accessToken().ifPresent(id -> members.put("jti", id.toString()));
    token.details().ifPresent(all -> members.put("authorization_details", all.toMembers()));
    return new IntrospectionAnswer(members);
  }
}
