package dev.hushkey.stack.bench.storm;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.process.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Three replicas of the packaged application on one database. */
final class StormReplicas implements AutoCloseable {

  private static final int REPLICAS = 3;
  private static final String NAME = "storm";

  private final BenchHushkey first;
  private final List<HushkeyServer> servers;

  private StormReplicas(BenchHushkey first, List<HushkeyServer> servers) {
    this.first = first;
    this.servers = servers;
  }

  static StormReplicas start(LocalStack stack) {
    BenchHushkey first = BenchHushkey.start(stack, NAME);
    List<HushkeyServer> servers = new ArrayList<>(List.of(first.server()));
    for (int i = 2; i <= REPLICAS; i++) {
      servers.add(stack.replica(NAME + "-" + i, Ports.free().hushkey()));
    }
    CompletableFuture.allOf(
            servers.stream()
                .skip(1)
                .map(server -> CompletableFuture.runAsync(() -> server.start(first.settings())))
                .toArray(CompletableFuture[]::new))
        .join();
    return new StormReplicas(first, servers);
  }

  BenchHushkey first() {
    return first;
  }

  List<HushkeyServer> servers() {
    return servers;
  }

  /** Starts one again that was killed. */
  void restart(HushkeyServer server) {
    server.start(first.settings());
  }

  @Override
  public void close() {
    servers.forEach(HushkeyServer::resume);
    servers.stream().skip(1).forEach(HushkeyServer::stop);
    first.close();
  }
}
