package dev.hushkey.errand;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.seal.EndedKeyVersion;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.upstream.EndOfLink;
import dev.hushkey.upstream.EndOfLink.Outcome;
import dev.hushkey.upstream.TokenSet;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/**
 * Has the tokens of ended links revoked at the assistant that issued them: opened once for each
 * try, sent, and erased. See docs/adr/0076-tokens-of-ended-links-are-revoked-at-their-assistant.md.
 */
@ApplicationScoped
class UpstreamRevocations {

  private static final Logger LOG = Logger.getLogger(UpstreamRevocations.class);

  private final Assistants assistants;
  private final ErrandRunner runner;
  private final Sealer sealer;
  private final EndOfLink upstream;
  private final AuditTrail audit;

  @Inject
  UpstreamRevocations(
      Assistants assistants,
      ErrandRunner runner,
      Sealer sealer,
      EndOfLink upstream,
      AuditTrail audit) {
    this.assistants = assistants;
    this.runner = runner;
    this.sealer = sealer;
    this.upstream = upstream;
    this.audit = audit;
  }

  void schedule(@Observes StartupEvent started) {
    assistants
        .all()
        .forEach(
            assistant ->
                assistant
                    .links()
                    .revocation()
                    .ifPresent(revocation -> runner.add(job(assistant, revocation))));
    runner.start();
  }

  ErrandRunner.Job job(Assistant assistant, Assistant.Revocation revocation) {
    return new ErrandRunner.Job(
        new ErrandQueue.Place(assistant.id(), ErrandKind.REVOKE),
        revocation.limits(),
        revocation.sparesLinkedAgain(),
        () -> upstream.revocationPause(assistant.id()),
        errand -> revoke(assistant, revocation, errand));
  }

  private Uni<Outcome> revoke(Assistant assistant, Assistant.Revocation revocation, Errand errand) {
    SealedText sealed = errand.sealed().orElseThrow();
    return sealer
        .open(sealed, SealBinding.ofLink(errand.link()))
        // When it expires says nothing about whether it is to be revoked.
        .map(text -> TokenSet.read(text, errand.notedAt()))
        .chain(set -> upstream.revoke(assistant, revocation, set.refresh()))
        .onFailure(EndedKeyVersion.class)
        .recoverWithItem(new Outcome.Refused("its key was ended"))
        .onFailure(UpstreamRevocations::isSealBroken)
        .recoverWithUni(() -> alarm(errand));
  }

  private static boolean isSealBroken(Throwable thrown) {
    return thrown instanceof FailureException known
        && known.failure() instanceof Failure.SealBroken;
  }

  private Uni<Outcome> alarm(Errand errand) {
    LOG.errorf("The stored token of link %s does not belong to it", errand.link().link());
    return audit
        .record(new AuditEvent.SealBroken(errand.link()))
        .replaceWith(new Outcome.Refused("its seal is broken"));
  }
}
