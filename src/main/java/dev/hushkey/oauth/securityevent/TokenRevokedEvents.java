package dev.hushkey.oauth.securityevent;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.errand.Errand;
import dev.hushkey.errand.ErrandRunner;
import dev.hushkey.oauth.issued.IssuedTokens;
import dev.hushkey.oauth.keys.OffTheLoop;
import dev.hushkey.oauth.keys.SigningKey;
import dev.hushkey.oauth.keys.SigningKeys;
import dev.hushkey.secret.SecretText;
import dev.hushkey.upstream.EndOfLink;
import dev.hushkey.upstream.EndOfLink.Outcome;
import dev.hushkey.wire.Issuer;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Tells assistants that our tokens of an ended link are revoked, so that their users see it there,
 * too. See docs/adr/0077-google-hears-of-the-end-of-a-link-by-a-security-event-token.md.
 */
@ApplicationScoped
class TokenRevokedEvents {

  private final Assistants assistants;
  private final ErrandRunner runner;
  private final Mutiny.SessionFactory sessions;
  private final IssuedTokens issued;
  private final Sender sender;

  @Inject
  TokenRevokedEvents(
      Assistants assistants,
      ErrandRunner runner,
      Mutiny.SessionFactory sessions,
      IssuedTokens issued,
      Sender sender) {
    this.assistants = assistants;
    this.runner = runner;
    this.sessions = sessions;
    this.issued = issued;
    this.sender = sender;
  }

  void schedule(@Observes StartupEvent started) {
    assistants
        .all()
        .forEach(
            assistant ->
                assistant
                    .links()
                    .securityEvents()
                    .ifPresent(
                        events ->
                            runner.tell(
                                assistant.id(),
                                events.limits(),
                                () -> sender.pause(assistant),
                                errand -> tell(assistant, events, errand))));
  }

  private Uni<Outcome> tell(Assistant assistant, Assistant.SecurityEvents events, Errand errand) {
    return sessions
        .withSession(session -> issued.eventHashes(session, errand.link().link()))
        .chain(hashes -> sender.send(assistant, events, errand, hashes));
  }

  /** Signs and sends. */
  @ApplicationScoped
  static class Sender {

    private final EndOfLink upstream;
    private final SigningKeys keys;
    private final Issuer issuer;
    private final Clock clock;

    @Inject
    Sender(EndOfLink upstream, SigningKeys keys, Issuer issuer, Clock clock) {
      this.upstream = upstream;
      this.keys = keys;
      this.issuer = issuer;
      this.clock = clock;
    }

    /** How much longer the assistant is left alone. */
    Uni<Optional<Duration>> pause(Assistant assistant) {
      return upstream.securityEventPause(assistant.id());
    }

    /** One event for each token, as Google asks for; all are sent again if one was not taken. */
    Uni<Outcome> send(
        Assistant assistant, Assistant.SecurityEvents events, Errand errand, List<byte[]> hashes) {
      if (hashes.isEmpty()) {
        return Uni.createFrom().item(new Outcome.Refused("no token that can be named"));
      }
      return Uni.combine()
          .all()
          .unis(keys.current(SigningKeys.SECURITY_EVENTS), bearer(events))
          .asTuple()
          .chain(
              with ->
                  Multi.createFrom()
                      .iterable(hashes)
                      .onItem()
                      .transformToUniAndConcatenate(
                          hash ->
                              OffTheLoop.compute(() -> token(events, errand, hash, with.getItem1()))
                                  .chain(
                                      token ->
                                          upstream.tell(assistant, events, token, with.getItem2())))
                      .collect()
                      .asList())
          .map(Sender::worst);
    }

    private SecretText token(
        Assistant.SecurityEvents events, Errand errand, byte[] hash, SigningKey key) {
      return SecurityEventToken.of(issuer, events, errand, hash, clock.instant(), key);
    }

    private static Outcome worst(List<Outcome> outcomes) {
      return outcomes.stream()
          .filter(outcome -> !(outcome instanceof Outcome.Done))
          .findFirst()
          .orElseGet(Outcome.Done::new);
    }

    private static Uni<Optional<SecretText>> bearer(Assistant.SecurityEvents events) {
      return events
          .bearerToken()
          .map(
              file ->
                  Uni.createFrom()
                      .item(() -> Optional.of(read(file)))
                      .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
          .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private static SecretText read(Path file) {
      try {
        return SecretText.of(Files.readString(file).strip());
      } catch (IOException e) {
        throw new UncheckedIOException("the bearer token of security events cannot be read", e);
      }
    }
  }
}
