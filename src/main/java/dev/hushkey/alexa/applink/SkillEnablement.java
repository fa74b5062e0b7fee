package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.upstream.EnablementAnswer;
import dev.hushkey.upstream.EnablementClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Enables a skill in the user's region, or in one after the other where Amazon does not know which
 * it is. Each region gets a code of its own: a code that is used twice counts as stolen.
 */
@ApplicationScoped
class SkillEnablement {

  private static final Logger LOG = Logger.getLogger(SkillEnablement.class);

  private final EnablementClient api;
  private final ConsentCodes codes;

  @Inject
  SkillEnablement(EnablementClient api, ConsentCodes codes) {
    this.api = api;
    this.codes = codes;
  }

  /**
   * Tries the regions in this order until one accepts. An outage also ends the search, since the
   * unavailable region may be the user's.
   *
   * @param offer with a code that has not been sent to anyone
   * @return the region; fails with {@link Failure.RefusedByAssistant}, {@link Failure.Unavailable},
   *     {@link Failure.AttemptNotUsable} when a newer decision of the user came meanwhile: no
   *     further region hears of it then
   */
  Uni<String> enable(
      Assistant assistant, AppToApp app, SkillEnablementOffer offer, List<URI> places) {
    URI place = places.getFirst();
    return api.enable(
            assistant, app, place, offer.token(), offer.consent().redirectUri(), offer.code())
        .onFailure()
        .call(() -> codes.withdraw(offer.code()))
        .chain(
            answer ->
                switch (answer) {
                  case EnablementAnswer.Enabled _ -> Uni.createFrom().item(region(app, place));
                  case EnablementAnswer.Refused refused ->
                      codes
                          .undo(offer.code())
                          .invoke(() -> log(app, place, refused))
                          .chain(() -> next(assistant, app, offer, places, refused));
                });
  }

  private Uni<String> next(
      Assistant assistant,
      AppToApp app,
      SkillEnablementOffer offer,
      List<URI> places,
      EnablementAnswer.Refused refused) {
    List<URI> others = places.subList(1, places.size());
    if (others.isEmpty()) {
      throw new FailureException(new Failure.RefusedByAssistant(refused.advice()));
    }
    return codes
        .issueAnother(offer.consent(), offer.code())
        .chain(fresh -> enable(assistant, app, offer.with(fresh), others));
  }

  /** Amazon's troubleshooting page, in short. */
  private static void log(AppToApp app, URI place, EnablementAnswer.Refused refused) {
    String hint =
        switch (refused.status()) {
          case 0 -> "it reports that the account is not linked; check what /oauth2/token answered";
          case 400 -> "check what /oauth2/token answered, and that redirect-uris are the skill's";
          case 401 -> "it rejects the user's token";
          case 403 ->
              "client-id must be the skill's; only testers can enable a skill in development";
          case 404 -> "check skill-id and stage";
          default -> "see Amazon's documentation";
        };
    LOG.errorf(
        "%s did not enable skill %s (%s), status %d: %s",
        place.getAuthority(),
        app.skill().id(),
        app.skill().stage().wireName(),
        refused.status(),
        hint);
  }

  private static String region(AppToApp app, URI place) {
    return app.amazon().enablementEndpoints().entrySet().stream()
        .filter(entry -> entry.getValue().equals(place))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
