package dev.hushkey.caller;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Deletes DPoP proofs that are too old to be replayed. Any replica may run it at any time. */
@ApplicationScoped
class DpopProofsSweep {

  private static final String PROOFS =
      """
      delete from dpop_proof where proof_hash in (
        select proof_hash from dpop_proof
         where expires_at < statement_timestamp()
         limit $1 for update skip locked)
      """;

  private final ExpiredRows expired;

  @Inject
  DpopProofsSweep(ExpiredRows expired) {
    this.expired = expired;
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("DPoP proofs", this::sweep);
  }

  Uni<Void> sweep() {
    return expired.delete("DPoP proofs", PROOFS);
  }
}
