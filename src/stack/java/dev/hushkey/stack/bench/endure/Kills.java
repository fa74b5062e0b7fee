package dev.hushkey.stack.bench.endure;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.bench.storm.HaProxy;
import dev.hushkey.stack.cluster.EtcdCluster;
import dev.hushkey.stack.cluster.PatroniCluster;
import dev.hushkey.stack.openbao.OpenBaoCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** All ways to lose one part of a site. */
final class Kills {

  /** Longer than the lock of a primary lives. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Duration SHORT = Duration.ofSeconds(10);

  private final Site site;
  private final Supplier<Map<String, String>> settings;

  /**
   * @param settings those of the replicas
   */
  Kills(Site site, Supplier<Map<String, String>> settings) {
    this.site = site;
    this.settings = settings;
  }

  List<Kill> all() {
    return List.of(
        Kill.of("a replica killed", this::killReplica),
        Kill.of("the primary's PostgreSQL killed", this::killPostgres),
        Kill.of("the active OpenBao killed", this::killActive),
        Kill.of("switchover to the standby", this::switchover),
        Kill.of("the primary's machine lost", this::losePrimary),
        new Kill("a replica paused", this::pauseReplica, SHORT),
        Kill.of("the standby's machine lost", this::loseStandby),
        Kill.of("a standby OpenBao killed", this::killStandby),
        new Kill("the primary's machine paused", this::pausePrimary, LONG),
        Kill.of("a member of etcd killed", this::killEtcd),
        Kill.of("HAProxy before the replicas killed", () -> restart(site.outer())),
        Kill.of("HAProxy before PostgreSQL and OpenBao killed", () -> restart(site.inner())),
        new Kill("the active OpenBao paused", this::pauseActive, SHORT));
  }

  private HushkeyServer anyReplica() {
    return site.replicas().get(ThreadLocalRandom.current().nextInt(Site.REPLICAS));
  }

  private Runnable killReplica() {
    HushkeyServer replica = anyReplica();
    replica.kill();
    return () -> replica.start(settings.get());
  }

  private Runnable pauseReplica() {
    HushkeyServer replica = anyReplica();
    replica.pause();
    return replica::resume;
  }

  /** Patroni starts it again on its own. */
  private Runnable killPostgres() {
    site.postgres().killPostgres(site.postgres().awaitPrimary());
    return () -> {};
  }

  private Runnable switchover() {
    site.postgres().switchover();
    return () -> {};
  }

  private Runnable losePrimary() {
    return lose(site.postgres().awaitPrimary());
  }

  private Runnable loseStandby() {
    return lose(PatroniCluster.other(site.postgres().awaitPrimary()));
  }

  private Runnable lose(int member) {
    site.postgres().kill(member);
    return () -> site.postgres().revive(member);
  }

  private Runnable pausePrimary() {
    int member = site.postgres().awaitPrimary();
    site.postgres().pause(member);
    return () -> site.postgres().resume(member);
  }

  private Runnable killActive() {
    OpenBaoCluster vault = site.openBao();
    int node = vault.awaitLeader();
    vault.kill(node);
    return () -> vault.revive(node);
  }

  private Runnable killStandby() {
    OpenBaoCluster vault = site.openBao();
    int node = vault.standby();
    vault.kill(node);
    return () -> vault.revive(node);
  }

  private Runnable pauseActive() {
    OpenBaoCluster vault = site.openBao();
    int node = vault.awaitLeader();
    vault.pause(node);
    return () -> vault.resume(node);
  }

  private Runnable killEtcd() {
    int member = ThreadLocalRandom.current().nextInt(EtcdCluster.MEMBERS);
    site.etcd().kill(member);
    return () -> site.etcd().revive(member);
  }

  /** As its service manager would, at once. */
  private static Runnable restart(HaProxy proxy) {
    proxy.kill();
    proxy.revive();
    return () -> {};
  }
}
