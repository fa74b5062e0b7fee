package dev.hushkey.oauth.discovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.oauth.globalrevocation.GlobalTokenRevocationResource;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.wire.Issuer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Our metadata, RFC 8414 §2 and RFC 9207 §3: only what is implemented. */
@Schema(
    description = "RFC 8414 §2.",
    requiredProperties = {
      "issuer",
      "authorization_endpoint",
      "token_endpoint",
      "jwks_uri",
      "response_types_supported",
      "grant_types_supported"
    })
record ServerMetadata(
    @JsonProperty("issuer") String issuer,
    @JsonProperty("authorization_endpoint") String authorizationEndpoint,
    @JsonProperty("token_endpoint") String tokenEndpoint,
    @JsonProperty("pushed_authorization_request_endpoint") String pushedRequestEndpoint,
    @JsonProperty("require_pushed_authorization_requests") boolean pushedRequestsRequired,
    @JsonProperty("revocation_endpoint") String revocationEndpoint,
    @JsonProperty("introspection_endpoint") String introspectionEndpoint,
    @JsonProperty("global_token_revocation_endpoint") String globalRevocationEndpoint,
    @JsonProperty("global_token_revocation_endpoint_auth_methods_supported")
        List<String> globalRevocationAuthMethods,
    @JsonProperty("jwks_uri") String jwksUri,
    @JsonProperty("scopes_supported") Collection<String> scopes,
    @JsonProperty("response_types_supported") List<String> responseTypes,
    @JsonProperty("response_modes_supported") List<String> responseModes,
    @JsonProperty("grant_types_supported") List<String> grantTypes,
    @JsonProperty("token_endpoint_auth_methods_supported") List<String> tokenAuthMethods,
    @JsonProperty("revocation_endpoint_auth_methods_supported") List<String> revocationAuthMethods,
    @JsonProperty("introspection_endpoint_auth_methods_supported")
        List<String> introspectionAuthMethods,
    @JsonProperty("code_challenge_methods_supported") List<String> codeChallengeMethods,
    @JsonProperty("authorization_details_types_supported") List<String> detailTypes,
    @JsonProperty("request_parameter_supported") boolean requestParameter,
    @JsonProperty("request_uri_parameter_supported") boolean requestUriParameter,
    @JsonProperty("authorization_response_iss_parameter_supported") boolean issParameter) {

  /** Our own callers use a Keycloak token, RFC 8414 §2: "Bearer" of the OAuth registry. */
  private static final String BEARER = "Bearer";

  static ServerMetadata of(
      Issuer issuer, Collection<Assistant> assistants, List<String> grantTypes) {
    List<String> authMethods = union(assistants, ServerMetadata::authMethods);
    return new ServerMetadata(
        issuer.toString(),
        issuer.at("/oauth2/authorize"),
        issuer.at("/oauth2/token"),
        issuer.at("/oauth2/par"),
        // RFC 9126 §5: whether pushing is required
        assistants.stream()
            .allMatch(assistant -> assistant.client().requirePushedAuthorizationRequests()),
        issuer.at("/oauth2/revoke"),
        issuer.at("/oauth2/introspect"),
        issuer.at(GlobalTokenRevocationResource.PATH),
        // by the names of access token types, as the draft says
        List.of(BEARER, "DPoP"),
        issuer.at("/oauth2/jwks"),
        union(assistants, assistant -> assistant.client().scopes().stream()),
        List.of("code"),
        List.of("query"),
        grantTypes,
        authMethods,
        authMethods,
        Stream.concat(authMethods.stream(), Stream.of(BEARER)).toList(),
        List.of(CodeChallenge.METHOD),
        List.of(AuthorizationDetails.TYPE),
        // request objects (RFC 9101); pushed requests are something else (RFC 9126 §5)
        false,
        false,
        true);
  }

  private static List<String> union(
      Collection<Assistant> assistants, Function<Assistant, Stream<String>> of) {
    return assistants.stream().flatMap(of).distinct().sorted().toList();
  }

  private static Stream<String> authMethods(Assistant assistant) {
    return assistant.client().tokenEndpointAuthMethods().stream()
        .map(method -> method.name().toLowerCase(Locale.ROOT));
  }
}
