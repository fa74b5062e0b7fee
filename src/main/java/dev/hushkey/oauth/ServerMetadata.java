package dev.hushkey.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.List;

/** What we tell about ourselves, RFC 8414 §2 and RFC 9207 §3: only what is really there. */
record ServerMetadata(
    @JsonProperty("issuer") String issuer,
    @JsonProperty("authorization_endpoint") String authorizationEndpoint,
    @JsonProperty("token_endpoint") String tokenEndpoint,
    @JsonProperty("pushed_authorization_request_endpoint") String pushedRequestEndpoint,
    @JsonProperty("require_pushed_authorization_requests") boolean pushedRequestsRequired,
    @JsonProperty("revocation_endpoint") String revocationEndpoint,
    @JsonProperty("jwks_uri") String jwksUri,
    @JsonProperty("scopes_supported") Collection<String> scopes,
    @JsonProperty("response_types_supported") List<String> responseTypes,
    @JsonProperty("response_modes_supported") List<String> responseModes,
    @JsonProperty("grant_types_supported") List<String> grantTypes,
    @JsonProperty("token_endpoint_auth_methods_supported") List<String> tokenAuthMethods,
    @JsonProperty("revocation_endpoint_auth_methods_supported") List<String> revocationAuthMethods,
    @JsonProperty("code_challenge_methods_supported") List<String> codeChallengeMethods,
    @JsonProperty("authorization_details_types_supported") List<String> detailTypes,
    @JsonProperty("request_parameter_supported") boolean requestParameter,
    @JsonProperty("request_uri_parameter_supported") boolean requestUriParameter,
    @JsonProperty("authorization_response_iss_parameter_supported") boolean issParameter) {

  private static final List<String> AUTH_METHODS =
      List.of("client_secret_basic", "client_secret_post");

  /**
   * What there is.
   *
   * @param pushedRequestsRequired whether every assistant has to push, RFC 9126 §5
   */
  static ServerMetadata of(
      Issuer issuer,
      Collection<String> scopes,
      List<String> grantTypes,
      boolean pushedRequestsRequired) {
    return new ServerMetadata(
        issuer.toString(),
        issuer.at("/oauth2/authorize"),
        issuer.at("/oauth2/token"),
        issuer.at("/oauth2/par"),
        pushedRequestsRequired,
        issuer.at("/oauth2/revoke"),
        issuer.at("/oauth2/jwks"),
        scopes,
        List.of("code"),
        List.of("query"),
        grantTypes,
        AUTH_METHODS,
        AUTH_METHODS,
        List.of(CodeChallenge.METHOD),
        List.of(AuthorizationDetails.TYPE),
        // request objects (RFC 9101); what is pushed to us is another thing (RFC 9126 §5)
        false,
        false,
        true);
  }
}
