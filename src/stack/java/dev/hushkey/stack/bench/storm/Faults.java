package dev.hushkey.stack.bench.storm;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.process.StackException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Lets one thing after the other fail for a moment: all kinds in turn, in an order by chance. */
final class Faults implements Runnable {

  private static final int MIN_GAP = 400;
  private static final int MAX_GAP = 2000;
  private static final Duration HEALED = Duration.ofSeconds(90);

  private static final String HALF_OF_THE_BACKENDS =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and random() < 0.5
      """;

  private final LocalStack stack;
  private final StormReplicas replicas;
  private final Score score;
  private final BooleanSupplier over;
  private final AtomicReference<Thread> restarting = new AtomicReference<>();
  private volatile HushkeyServer down;

  Faults(LocalStack stack, StormReplicas replicas, Score score, BooleanSupplier over) {
    this.stack = stack;
    this.replicas = replicas;
    this.score = score;
    this.over = over;
  }

  private record Fault(String name, Runnable work) {}

  @Override
  public void run() {
    List<Fault> all =
        new ArrayList<>(
            List.of(
                new Fault("replicas killed and started again", this::killReplica),
                new Fault("replicas paused", this::pauseReplica),
                new Fault("replicas paused", this::pauseReplica),
                new Fault("PostgreSQL backends terminated", this::terminateBackends),
                new Fault("PostgreSQL backends terminated", this::terminateBackends),
                new Fault("PostgreSQL paused", this::pausePostgres),
                new Fault("OpenBao paused", this::pauseOpenBao),
                new Fault("OpenBao sealed", this::sealOpenBao)));
    while (!over.getAsBoolean()) {
      Collections.shuffle(all);
      for (Fault fault : all) {
        if (over.getAsBoolean()) {
          return;
        }
        make(fault);
        pause(MIN_GAP, MAX_GAP);
      }
    }
  }

  private void make(Fault fault) {
    try {
      fault.work().run();
      score.fault(fault.name());
    } catch (StackException away) {
      // by an earlier fault
      score.fault("faults that could not be made");
    }
  }

  private HushkeyServer anyReplica() {
    List<HushkeyServer> up =
        replicas.servers().stream().filter(server -> !server.equals(down)).toList();
    return up.get(ThreadLocalRandom.current().nextInt(up.size()));
  }

  private void pauseReplica() {
    HushkeyServer server = anyReplica();
    server.pause();
    pause(300, 3000);
    server.resume();
  }

  /** One at a time: the next one only when this one answers again. */
  private void killReplica() {
    if (down != null) {
      throw new StackException("one is down already");
    }
    HushkeyServer server = anyReplica();
    down = server;
    server.kill();
    restarting.set(Thread.startVirtualThread(() -> restart(server)));
  }

  private void restart(HushkeyServer server) {
    while (down != null) {
      try {
        replicas.restart(server);
        down = null;
      } catch (StackException notYet) {
        pause(MIN_GAP, MAX_GAP);
      }
    }
  }

  private void terminateBackends() {
    try (Connection database = replicas.first().connect();
        Statement statement = database.createStatement()) {
      statement.execute(HALF_OF_THE_BACKENDS);
    } catch (SQLException e) {
      throw new StackException("not terminated", e);
    }
  }

  private void pausePostgres() {
    stack.postgres().pause();
    pause(200, 1500);
    stack.postgres().resume();
  }

  private void pauseOpenBao() {
    stack.openBao().pause();
    pause(200, 1500);
    stack.openBao().resume();
  }

  private void sealOpenBao() {
    stack.openBao().seal();
    pause(200, 1000);
    stack.openBao().unseal();
  }

  /** Mends everything, and waits until all replicas say that they are well. */
  void calm() throws InterruptedException {
    stack.postgres().resume();
    stack.openBao().resume();
    stack.openBao().unseal();
    replicas.servers().forEach(HushkeyServer::resume);
    Thread restart = restarting.get();
    if (restart != null) {
      restart.join(HEALED);
    }
  }

  private static void pause(int atLeast, int atMost) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(atLeast, atMost));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
