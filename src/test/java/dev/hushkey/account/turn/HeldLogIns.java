package dev.hushkey.account.turn;

import dev.hushkey.secret.SecretText;
import dev.hushkey.testing.Database;
import io.quarkus.test.junit.QuarkusMock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;

/** Holds log-ins to a rate for one test, and has a crowd wait. The clock and the queue are real. */
public final class HeldLogIns {

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private HeldLogIns() {}

  /** One a second, until the test ends; nobody waits yet, and nothing of the rate is used. */
  public static void hold(Pool pool) {
    QuarkusMock.installMockForType(new Turns(pool, new LogInPace(1, LONGEST)), Turns.class);
    letGo();
  }

  /** Nobody can be asked whose turn it is. */
  static void away(Pool pool) {
    QuarkusMock.installMockForType(new AwayTurns(pool), Turns.class);
  }

  private static final class AwayTurns extends Turns {
    AwayTurns(Pool pool) {
      super(pool, new LogInPace(1, LONGEST));
    }

    @Override
    Uni<Boolean> begin(Optional<SecretText> ticket) {
      return Uni.createFrom().failure(new ConnectException("refused"));
    }

    @Override
    Uni<Turn> look(Optional<SecretText> ticket) {
      return Uni.createFrom().failure(new ConnectException("refused"));
    }
  }

  /**
   * So many people, and no others, come first and stay. More than five, and nobody else comes in.
   */
  public static void crowd(int count) {
    Database.update("delete from log_in_turn where place < 0");
    Database.update(
        """
        insert into log_in_turn (ticket_hash, place, seen_at, expires_at) overriding system value
        select sha256(('crowd-' || n)::bytea), -n, clock_timestamp() + interval '1 hour',
               clock_timestamp() + interval '1 hour'
          from generate_series(1, ?) n
        """,
        count);
  }

  /** The crowd goes, and the rate has room. Who else waits stays. */
  public static void crowdGoes() {
    Database.update("delete from log_in_turn where place < 0");
    Database.update("update log_in_pace set used_until = 'epoch'");
  }

  /** Nobody waits. */
  public static void letGo() {
    Database.update("delete from log_in_turn");
    Database.update("update log_in_pace set used_until = 'epoch'");
  }
}
