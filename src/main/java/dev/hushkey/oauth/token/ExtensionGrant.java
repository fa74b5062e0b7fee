package dev.hushkey.oauth.token;

import dev.hushkey.oauth.request.RequestParameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * A grant type that another room adds to the token endpoint, RFC 6749 §4.5: that room decides. It
 * authenticates its own callers, which are not assistants.
 */
public interface ExtensionGrant {

  /** The value of {@code grant_type}. */
  String grantType();

  /** Whether it is configured; otherwise it counts as unknown. */
  boolean isOn();

  /** Answers one request, whose {@code grant_type} is this one. */
  Uni<Response> answer(HttpHeaders headers, RequestParameters parameters);
}
