package dev.hushkey.caller;

import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Adds the checks of <a href="https://www.rfc-editor.org/rfc/rfc9449#section-7.1">RFC 9449 §7.1</a>
 * that Quarkus lacks: a bound token is refused without its proof, and a proof must be fresh and is
 * accepted once.
 */
@ApplicationScoped
class PossessionCheck implements SecurityIdentityAugmentor {

  private final DpopProofs proofs;
  private final Set<String> boundRoles;

  @Inject
  PossessionCheck(DpopProofs proofs, CallerSettings settings) {
    this.proofs = proofs;
    this.boundRoles = settings.dpopRequiredRoles();
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return Uni.createFrom().item(identity);
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity,
      AuthenticationRequestContext context,
      Map<String, Object> attributes) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      return Uni.createFrom().item(identity);
    }
    return CallerTenants.DPOP.equals(identity.getAttribute(OidcUtils.TENANT_ID_ATTRIBUTE))
        ? requireFresh(identity, token, HttpSecurityUtils.getRoutingContextAttribute(attributes))
        : requireUnbound(identity, token);
  }

  private Uni<SecurityIdentity> requireFresh(
      SecurityIdentity identity, JsonWebToken token, RoutingContext routing) {
    String thumbprint = thumbprint(token).orElseThrow();
    return Uni.createFrom()
        .item(() -> DpopProof.parse(routing.request().getHeader(DpopProof.HEADER)))
        .chain(proof -> proofs.take(proof.orElseThrow(), thumbprint))
        .invoke(
            taken -> {
              if (!taken) {
                throw new AuthenticationFailedException(
                    "the DPoP proof is too old or was used before");
              }
            })
        .replaceWith(identity);
  }

  private Uni<SecurityIdentity> requireUnbound(SecurityIdentity identity, JsonWebToken token) {
    if (thumbprint(token).isPresent()) {
      return refused("a bound token needs the scheme DPoP and a proof");
    }
    return identity.getRoles().stream().anyMatch(boundRoles::contains)
        ? refused("this caller must use DPoP")
        : Uni.createFrom().item(identity);
  }

  private static Uni<SecurityIdentity> refused(String why) {
    return Uni.createFrom().failure(new AuthenticationFailedException(why));
  }

  /** The claim {@code cnf.jkt}, RFC 9449 §6.1. */
  private static Optional<String> thumbprint(JsonWebToken token) {
    Object confirmation = token.getClaim("cnf");
    return confirmation instanceof Map<?, ?> members && members.get("jkt") != null
        ? Optional.of(text(members.get("jkt")))
        : Optional.empty();
  }

  private static String text(Object json) {
    return json instanceof jakarta.json.JsonString string ? string.getString() : json.toString();
  }
}
