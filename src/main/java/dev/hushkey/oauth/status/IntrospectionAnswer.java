package dev.hushkey.oauth.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.wire.Issuer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of <a href="https://www.rfc-editor.org/rfc/rfc7662#section-2.2">RFC 7662 §2.2</a>.
 * About a token that does not live, or that the caller has no business with, it says {@code
 * {"active":false}} and nothing else.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IntrospectionAnswer(
    @JsonProperty("active") boolean active,
    @JsonProperty("scope") String scope,
    @JsonProperty("client_id") String clientId,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("exp") Long expiresAt,
    @JsonProperty("iat") Long issuedAt,
    @JsonProperty("sub") String subject,
    @JsonProperty("aud") String audience,
    @JsonProperty("iss") String issuer,
    @JsonProperty("jti") String id,
    @JsonProperty("authorization_details") List<Map<String, Object>> authorizationDetails) {

  private static final IntrospectionAnswer INACTIVE =
      new IntrospectionAnswer(false, null, null, null, null, null, null, null, null, null, null);

  /** Decides what this caller is told. */
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

  /** A refresh token has no type of RFC 6749 §7.1: it opens nothing but our token endpoint. */
  private static IntrospectionAnswer active(
      IntrospectedToken token, Assistant assistant, Issuer issuer) {
    return new IntrospectionAnswer(
        true,
        token.scope(),
        assistant.client().id(),
        token.accessToken().map(_ -> "Bearer").orElse(null),
        token.expiresAt().map(Instant::getEpochSecond).orElse(null),
        token.issuedAt().getEpochSecond(),
        token.user().value(),
        issuer.toString(),
        issuer.toString(),
        token.accessToken().map(Object::toString).orElse(null),
        token.details().map(AuthorizationDetails::toMembers).orElse(null));
  }
}
