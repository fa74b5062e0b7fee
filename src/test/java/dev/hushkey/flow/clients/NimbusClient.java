package dev.hushkey.flow.clients;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.oauth2.sdk.token.Tokens;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/**
 * An assistant's cloud built on Nimbus' <a
 * href="https://connect2id.com/products/nimbus-oauth-openid-connect-sdk">OAuth 2.0 SDK</a>, which
 * knows of us what our metadata say and nothing else.
 */
final class NimbusClient {

  private final AuthorizationServerMetadata server;
  private final ClientID clientId;
  private final ClientAuthentication authentication;
  private final URI redirectUri;

  private NimbusClient(
      AuthorizationServerMetadata server, ClientAuthentication authentication, URI redirectUri) {
    this.server = server;
    this.clientId = authentication.getClientID();
    this.authentication = authentication;
    this.redirectUri = redirectUri;
  }

  /** Discovers the server; the SDK refuses metadata of another issuer (RFC 8414 §3.3). */
  static NimbusClient discover(String issuer, String clientId, String secret, String redirectUri)
      throws Exception {
    return new NimbusClient(
        AuthorizationServerMetadata.resolve(new Issuer(issuer)),
        new ClientSecretBasic(new ClientID(clientId), new Secret(secret)),
        URI.create(redirectUri));
  }

  /** The same client, with id and secret in the body. */
  NimbusClient authenticatingInTheBody() {
    Secret secret = ((ClientSecretBasic) authentication).getClientSecret();
    return new NimbusClient(server, new ClientSecretPost(clientId, secret), redirectUri);
  }

  AuthorizationServerMetadata server() {
    return server;
  }

  /** A link in the making. */
  record Attempt(State state, CodeVerifier verifier, AuthorizationRequest request) {

    URI address() {
      return request.toURI();
    }
  }

  Attempt attempt() {
    State state = new State();
    CodeVerifier verifier = new CodeVerifier();
    return new Attempt(state, verifier, request(state, verifier).build());
  }

  /** A request to add to. */
  AuthorizationRequest.Builder request(State state, CodeVerifier verifier) {
    return new AuthorizationRequest.Builder(ResponseType.CODE, clientId)
        .endpointURI(server.getAuthorizationEndpointURI())
        .redirectionURI(redirectUri)
        .scope(new Scope("devices"))
        .state(state)
        .codeChallenge(verifier, CodeChallengeMethod.S256);
  }

  /** What came back with the browser; fails when it is not from the server that we asked. */
  AuthorizationResponse receive(Attempt attempt, URI callback) throws Exception {
    AuthorizationResponse response = AuthorizationResponse.parse(callback);
    if (!attempt.state().equals(response.getState())) {
      throw new AssertionError("another state");
    }
    // RFC 9207 §2.4; the SDK reads the parameter and leaves the comparison to us
    if (server.supportsAuthorizationResponseIssuerParam()
        && !server.getIssuer().equals(response.getIssuer())) {
      throw new AssertionError("mix-up: the answer is of " + response.getIssuer());
    }
    return response;
  }

  TokenResponse exchange(Attempt attempt, URI callback) throws Exception {
    return token(
        new AuthorizationCodeGrant(
            receive(attempt, callback).toSuccessResponse().getAuthorizationCode(),
            redirectUri,
            attempt.verifier()));
  }

  TokenResponse refresh(RefreshToken token) throws Exception {
    return token(new RefreshTokenGrant(token));
  }

  TokenResponse token(AuthorizationGrant grant) throws Exception {
    return send(new TokenRequest.Builder(server.getTokenEndpointURI(), authentication, grant));
  }

  /** A request with more to it than the grant. */
  TokenRequest.Builder tokenRequest(AuthorizationGrant grant) {
    return new TokenRequest.Builder(server.getTokenEndpointURI(), authentication, grant);
  }

  /** A request of somebody who proves in the request itself who it is. */
  TokenRequest.Builder unauthenticated(AuthorizationGrant grant) {
    return new TokenRequest.Builder(server.getTokenEndpointURI(), grant);
  }

  /** Pushes a request, RFC 9126; what remains for the browser. */
  AuthorizationRequest push(AuthorizationRequest request) throws Exception {
    return new AuthorizationRequest.Builder(
            pushed(request).toSuccessResponse().getRequestURI(), clientId)
        .endpointURI(server.getAuthorizationEndpointURI())
        .build();
  }

  PushedAuthorizationResponse pushed(AuthorizationRequest request) throws Exception {
    return PushedAuthorizationResponse.parse(
        new PushedAuthorizationRequest(
                server.getPushedAuthorizationRequestEndpointURI(), authentication, request)
            .toHTTPRequest()
            .send());
  }

  TokenResponse send(TokenRequest.Builder request) throws Exception {
    return TokenResponse.parse(request.build().toHTTPRequest().send());
  }

  static Tokens tokens(TokenResponse response) {
    if (!response.indicatesSuccess()) {
      throw new AssertionError(response.toErrorResponse().getErrorObject().toJSONObject());
    }
    return response.toSuccessResponse().getTokens();
  }

  /** The code of RFC 6749 §5.2. */
  static String error(TokenResponse response) {
    return response.toErrorResponse().getErrorObject().getCode();
  }

  HTTPResponse revoke(Token token) throws Exception {
    return new TokenRevocationRequest(server.getRevocationEndpointURI(), authentication, token)
        .toHTTPRequest()
        .send();
  }

  TokenIntrospectionSuccessResponse introspect(Token token) throws Exception {
    return TokenIntrospectionResponse.parse(
            new TokenIntrospectionRequest(
                    server.getIntrospectionEndpointURI(), authentication, token)
                .toHTTPRequest()
                .send())
        .toSuccessResponse();
  }

  /** What a resource server of this house does with an access token, RFC 9068 §4. */
  JWTClaimsSet verify(Token token, JWSAlgorithm algorithm) throws Exception {
    return verify(
        token, algorithm, server.getJWKSetURI(), server.getIssuer().getValue(), Set.of("scope"));
  }

  /**
   * The same with an exchanged token, at the camera backend.
   *
   * @param more claims that must be there
   */
  JWTClaimsSet verifyExchanged(
      Token token, JWSAlgorithm algorithm, String audience, Set<String> more) throws Exception {
    URI jwks = URI.create(server.getIssuer().getValue() + "/oauth2/jwks/exchanged-tokens");
    return verify(token, algorithm, jwks, audience, more);
  }

  private JWTClaimsSet verify(
      Token token, JWSAlgorithm algorithm, URI jwks, String audience, Set<String> more)
      throws Exception {
    Set<String> required = new HashSet<>(Set.of("sub", "iat", "exp", "jti"));
    required.addAll(more);
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(algorithm, JWKSourceBuilder.create(jwks.toURL()).build()));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder()
                .issuer(server.getIssuer().getValue())
                .claim("client_id", clientId.getValue())
                .build(),
            required));
    return processor.process(token.getValue(), null);
  }
}
