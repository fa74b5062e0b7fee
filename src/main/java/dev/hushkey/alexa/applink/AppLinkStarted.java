package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.AppToApp;
import java.net.URI;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An attempt that has started.
 *
 * @param state to compare with the one that comes back
 * @param alexaAppUrl to open where the Alexa app is installed
 * @param loginWithAmazonUrl to open in an in-app browser tab where it is not
 */
@Schema(requiredProperties = {"state", "alexaAppUrl", "loginWithAmazonUrl", "expiresAt"})
public record AppLinkStarted(
    @Schema(ref = "AttemptState") String state,
    URI alexaAppUrl,
    URI loginWithAmazonUrl,
    Instant expiresAt) {

  static AppLinkStarted of(AppToApp app, Attempts.Started started) {
    AmazonAddresses addresses = AmazonAddresses.of(app, started.attempt());
    return new AppLinkStarted(
        started.attempt().state().reveal(),
        addresses.alexaApp(),
        addresses.loginWithAmazon(),
        started.expiresAt());
  }
}
