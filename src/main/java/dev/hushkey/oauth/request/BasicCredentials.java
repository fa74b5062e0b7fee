package dev.hushkey.oauth.request;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.ClientAuthenticationMethod;
import dev.hushkey.assistant.ClientSettings;
import dev.hushkey.secret.SecretText;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Warns at the start of client ids and secrets that many clients send wrongly by HTTP Basic. <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749 §2.3.1</a> has both
 * form-urlencoded before Basic, which not every client does; we decode, so what a client sends raw
 * has to be the same after decoding.
 */
@Singleton
class BasicCredentials {

  private static final Logger LOG = Logger.getLogger(BasicCredentials.class);

  /**
   * Printable ASCII, but neither what decoding changes, {@code %} and {@code +}, nor the space,
   * which clients encode in two ways. A colon ends the id.
   */
  private static final Pattern SECRET = Pattern.compile("[!-~&&[^%+]]+");

  private static final Pattern ID = Pattern.compile("[!-~&&[^%+:]]+");

  private final Assistants assistants;

  @Inject
  BasicCredentials(Assistants assistants) {
    this.assistants = assistants;
  }

  void warnAtStart(@Observes StartupEvent started) {
    assistants.all().stream()
        .filter(BasicCredentials::mayBeSentWrongly)
        .forEach(
            assistant ->
                LOG.warnf(
                    "The client id or a client secret of %s has a character (%%, +, a space, a"
                        + " colon in the id, or any beyond ASCII) that many clients send wrongly by"
                        + " HTTP Basic: they would be refused. Make one of letters, digits, - . _"
                        + " and ~ only",
                    assistant.id()));
  }

  static boolean mayBeSentWrongly(Assistant assistant) {
    ClientSettings client = assistant.client();
    return client
            .tokenEndpointAuthMethods()
            .contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        && !(survives(client.id())
            && client.secrets().stream().allMatch(BasicCredentials::survives));
  }

  /** For a client id. */
  static boolean survives(String id) {
    return ID.matcher(id).matches();
  }

  static boolean survives(SecretText secret) {
    return SECRET.matcher(secret.reveal()).matches();
  }
}
