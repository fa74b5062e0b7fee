package dev.hushkey.alexa.applink;

import dev.hushkey.failure.Failure;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.WithdrawnCodes;
import dev.hushkey.secret.AuthorizationCode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Issues codes for what a user allowed in the app. They have no code challenge: they never pass
 * through a browser; we send them to the assistant directly.
 */
@ApplicationScoped
class ConsentCodes {

  /** The end reason of a link that the assistant made from our code and then refused to use. */
  static final String ENABLEMENT_REFUSED = "enablement-refused";

  private static final Logger LOG = Logger.getLogger(ConsentCodes.class);

  private final AuthorizationCodes codes;
  private final WithdrawnCodes withdrawn;

  @Inject
  ConsentCodes(AuthorizationCodes codes, WithdrawnCodes withdrawn) {
    this.codes = codes;
    this.withdrawn = withdrawn;
  }

  /** A new code; fails with {@link Failure.Refused} when a device is not the user's now. */
  Uni<AuthorizationCode> issue(Consent consent) {
    AuthorizationRequest request =
        new AuthorizationRequest(
            consent.assistant(),
            consent.redirectUri(),
            String.join(" ", new TreeSet<>(consent.assistant().client().scopes())),
            Optional.empty(),
            Optional.empty());
    return codes.issue(consent.user(), request, consent.devices());
  }

  /** After an outage. A link that the assistant has made meanwhile is kept: it may be using it. */
  Uni<Void> withdraw(AuthorizationCode code) {
    return quietly(withdrawn.withdraw(code));
  }

  /** After a refusal: ends the code, or the link made from it. */
  Uni<Void> undo(AuthorizationCode code) {
    return quietly(withdrawn.withdrawWithLink(code, ENABLEMENT_REFUSED));
  }

  /** Failure is harmless: the code expires anyway. */
  private static Uni<Void> quietly(Uni<Void> work) {
    return work.onFailure()
        .invoke(thrown -> LOG.error("A code could not be withdrawn; it will expire", thrown))
        .onFailure()
        .recoverWithNull();
  }
}
