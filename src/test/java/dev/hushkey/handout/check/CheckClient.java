package dev.hushkey.handout.check;

import dev.hushkey.audit.Actor;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The real check, for tests of other rooms. */
@Singleton
public class CheckClient {

  @Inject Checks checks;

  /** Why not; empty when allowed. */
  public Optional<Refusal> check(SecretText token, DeviceId device, Action action) {
    try {
      CheckAnswer answer =
          VertxContextSupport.subscribeAndAwait(
              () ->
                  checks.check(
                      new CheckRequest(token, device, action, null), Actor.service("alexa-skill")));
      return switch (answer) {
        case CheckAnswer.Allowed _ -> Optional.empty();
        case CheckAnswer.Refused refused -> Optional.of(refused.reason());
      };
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
