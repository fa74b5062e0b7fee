package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnStack
class DpopProofsSweepIT {

  @Inject DpopProofsSweep sweep;

  @Test
  void sweep_deletesProofsAsSoonAsTheyExpired() throws Throwable {
    for (String ago : List.of("1 second", "-1 minute")) {
      Database.update(
          """
          insert into dpop_proof (proof_hash, expires_at)
          values (sha256(?::bytea), clock_timestamp() - ?::interval)
          """,
          ago,
          ago);
    }

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(remaining("1 second")).isEqualTo("0");
    assertThat(remaining("-1 minute")).isEqualTo("1");
  }

  private static String remaining(String proof) {
    return Database.text(
        "select count(*) from dpop_proof where proof_hash = sha256(?::bytea)", proof);
  }
}
