package dev.hushkey.caller;

import dev.hushkey.door.EarlyAnswers;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Finds the caller of a token that is remembered, and answers 401 to a token that has not even the
 * form of one, before Quarkus would stumble over it with an error of its own.
 */
@Singleton
class PresentedTokens {

  private static final int EARLY = 920;
  private static final String API = "/v1/";
  private static final String INTROSPECTION = "/oauth2/introspect";
  private static final String BEARER = "Bearer";
  private static final String DPOP = "DPoP";

  private final RememberedCallers remembered;

  @Inject
  PresentedTokens(RememberedCallers remembered) {
    this.remembered = remembered;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, EARLY);
  }

  private void check(RoutingContext routing) {
    String path = routing.request().path();
    String authorization = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
    boolean isOurs = path.startsWith(API) || path.equals(INTROSPECTION);
    if (authorization != null
        && isOurs
        && !isRemembered(routing, authorization)
        && isOdd(routing, authorization.strip())) {
      EarlyAnswers.refuseToken(routing);
    } else {
      routing.next();
    }
  }

  /** Everything after the first space counts as the token, as it does for Quarkus. */
  private boolean isRemembered(RoutingContext routing, String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER + " ", 0, BEARER.length() + 1)) {
      return false;
    }
    Optional<SecurityIdentity> caller =
        remembered.find(authorization.substring(BEARER.length() + 1));
    caller.ifPresent(found -> RememberedAuthentication.found(routing, found));
    return caller.isPresent();
  }

  private static boolean isOdd(RoutingContext routing, String authorization) {
    String[] parts = authorization.split(" ", 2);
    String token = parts.length == 2 ? parts[1].strip() : "";
    if (parts[0].equalsIgnoreCase(DPOP)) {
      return !SignedToken.hasForm(token) || !hasOneProof(routing);
    }
    return parts[0].equalsIgnoreCase(BEARER) && !SignedToken.hasForm(token);
  }

  /** RFC 9449 §4.3, 1: "There is not more than one DPoP HTTP request header field." */
  private static boolean hasOneProof(RoutingContext routing) {
    List<String> proofs = routing.request().headers().getAll(DpopProof.HEADER);
    return proofs.size() == 1 && DpopProof.parse(proofs.getFirst()).isPresent();
  }
}
