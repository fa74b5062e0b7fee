package dev.hushkey.oauth.token;

import dev.hushkey.oauth.request.RequestParameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * A grant type that a later room brings to the token endpoint, RFC 6749 §4.5: its decision is made
 * there. It authenticates its caller itself, who is no assistant.
 */
public interface ExtensionGrant {

  /** The value of {@code grant_type}. */
  String grantType();

  /** Whether this installation is set up for it; otherwise it is as unknown as any other. */
  boolean isOn();

  /** Answers one request, whose {@code grant_type} is this one. */
  Uni<Response> answer(HttpHeaders headers, RequestParameters parameters);
}
