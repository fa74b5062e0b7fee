package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.Extent;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationScope;
import java.time.Instant;
import java.util.Optional;

/** What is ended, or would be. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({"revocation", "dryRun"})
public sealed interface RevocationAnswer {

  /** Whether nothing was ended. */
  @JsonProperty("dryRun")
  boolean dryRun();

  /** What a revocation of this scope would end now. */
  record Counted(String scope, long links, long users) implements RevocationAnswer {

    @Override
    public boolean dryRun() {
      return true;
    }
  }

  /** A revocation and how far its background work is. */
  record Made(
      RevocationId revocation,
      String scope,
      String reason,
      String actor,
      Instant cutOffAt,
      long swept,
      Optional<Long> endedSessions,
      Optional<Instant> finishedAt)
      implements RevocationAnswer {

    @Override
    public boolean dryRun() {
      return false;
    }
  }

  static RevocationAnswer of(RevocationScope scope, Extent extent) {
    return new Counted(scope.key(), extent.links(), extent.users());
  }

  static RevocationAnswer of(Revocation revocation) {
    Revocation.Order order = revocation.order();
    Revocation.Progress progress = revocation.progress();
    return new Made(
        order.id(),
        order.scope().key(),
        order.reason(),
        order.actor(),
        revocation.cutOffAt(),
        progress.swept(),
        Optional.of(progress.endedSessions()).filter(_ -> order.endSessions()),
        progress.finishedAt());
  }
}
