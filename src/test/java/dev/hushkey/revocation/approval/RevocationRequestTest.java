package dev.hushkey.revocation.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.RevocationId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevocationRequestTest {

  private static final Actor CAROL = admin("carol", "1");

  private static Actor admin(String name, String subject) {
    return Actor.operator(name).identifiedBy(Optional.of(subject), Optional.empty());
  }

  private static RevocationRequest asked(boolean expired, RevocationRequest.Decision decision) {
    return new RevocationRequest(
        RevocationId.random(),
        new RevocationRequest.Content("everything", "all", 1, "leak", Optional.empty(), "{}"),
        new RevocationRequest.Asked(CAROL, Instant.EPOCH, Instant.EPOCH, expired),
        Optional.ofNullable(decision));
  }

  private static RevocationRequest.Decision decision(boolean approved) {
    return new RevocationRequest.Decision(approved, "dave", Instant.EPOCH, Optional.empty());
  }

  @Test
  void anotherAdmin_approves_andNobodyTheirOwn_whateverTheirName() {
    RevocationRequest asked = asked(false, null);
    assertThat(asked.obstacleToApproval(admin("dave", "2"))).isEmpty();
    assertThat(asked.obstacleToApproval(admin("carol", "2"))).isEmpty();
    assertThat(asked.obstacleToApproval(CAROL)).isPresent();
    assertThat(asked.obstacleToApproval(admin("renamed", "1"))).isPresent();
    assertThat(asked.obstacleToApproval(Actor.operator("carol"))).isPresent();
    assertThat(asked.obstacleToRejection()).isEmpty();
  }

  @Test
  void whatIsOver_isNotDecidedAgain() {
    for (RevocationRequest over :
        new RevocationRequest[] {
          asked(true, null), asked(false, decision(true)), asked(false, decision(false))
        }) {
      assertThat(over.obstacleToApproval(admin("dave", "2"))).isPresent();
      assertThat(over.obstacleToRejection()).isPresent();
    }
    assertThat(asked(true, decision(true)).state()).isEqualTo(RevocationRequest.State.APPROVED);
    assertThat(asked(true, decision(false)).state()).isEqualTo(RevocationRequest.State.REJECTED);
    assertThat(asked(true, null).state()).isEqualTo(RevocationRequest.State.EXPIRED);
  }
}
