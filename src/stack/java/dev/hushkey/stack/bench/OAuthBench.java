package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Comparison;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Requests;
import dev.hushkey.stack.bench.load.Wrk;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.BenchLinks;
import dev.hushkey.stack.bench.subject.TokenEndpoint;
import dev.hushkey.stack.bench.subject.TokenEndpoint.Tokens;
import dev.hushkey.stack.keycloak.PeerKeycloak;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./hushkey bench introspect|refresh [rounds] [seconds]}: how many introspections or
 * refreshes a second we answer, interleaved with Keycloak's on the same machine and the same
 * PostgreSQL.
 */
final class OAuthBench {

  private static final int PEOPLE = 1000;
  private static final int CHECKED = 20;

  private static final String DEFAULT = "Keycloak, default";
  private static final String UNCACHED = "Keycloak, user cache off";
  private static final String IN_MEMORY = "Keycloak, sessions in memory";

  private final LocalStack stack;
  private final int rounds;
  private final Duration duration;

  OAuthBench(LocalStack stack, int rounds, Duration duration) {
    this.stack = stack;
    this.rounds = rounds;
    this.duration = duration;
  }

  /** Introspections; the baseline is the Keycloak that reads users when it is asked, as we do. */
  void introspect() throws Exception {
    Wrk.require();
    System.out.println("Starting another Hushkey, and two Keycloaks with the flags of kc.sh");
    try (BenchHushkey hushkey = BenchHushkey.start(stack);
        PeerKeycloak uncached = uncached();
        PeerKeycloak asItComes = asItComes();
        BenchRealm realm = new BenchRealm(stack, PEOPLE)) {
      BenchLinks links = new BenchLinks(hushkey);
      Endpoint baseline = introspection(UNCACHED, realm, uncached, realm.logIn(uncached.address()));
      compare(
          "introspection",
          baseline,
          introspection(
              "Hushkey, JWT",
              hushkey,
              BenchHushkey.STABLE,
              links.link(BenchHushkey.STABLE, PEOPLE)),
          introspection(
              "Hushkey, opaque",
              hushkey,
              BenchHushkey.OPAQUE,
              links.link(BenchHushkey.OPAQUE, PEOPLE)),
          introspection(DEFAULT, realm, asItComes, realm.logIn(asItComes.address())));
    }
  }

  /**
   * Refreshes; the baseline is the Keycloak as it comes, which keeps sessions in its database, as
   * we do. One that keeps them in memory loses them when it restarts.
   */
  void refresh() throws Exception {
    Wrk.require();
    System.out.println("Starting another Hushkey, and three Keycloaks with the flags of kc.sh");
    try (BenchHushkey hushkey = BenchHushkey.start(stack);
        PeerKeycloak uncached = uncached();
        PeerKeycloak asItComes = asItComes();
        PeerKeycloak inMemory =
            stack.peerKeycloak(
                "bench-keycloak-in-memory",
                List.of("--feature-persistent-user-sessions=disabled"));
        BenchRealm realm = new BenchRealm(stack, PEOPLE)) {
      BenchLinks links = new BenchLinks(hushkey);
      compare(
          "refresh",
          refresh(DEFAULT, realm, asItComes),
          refresh("Hushkey, stable", hushkey, BenchHushkey.STABLE, links),
          refresh("Hushkey, successor-first-use", hushkey, BenchHushkey.ROTATING, links),
          refresh(UNCACHED, realm, uncached),
          refresh(IN_MEMORY, realm, inMemory));
    }
  }

  private PeerKeycloak asItComes() {
    return stack.peerKeycloak("bench-keycloak", List.of());
  }

  private PeerKeycloak uncached() {
    return stack.peerKeycloak(
        "bench-keycloak-uncached", List.of("--spi-user-cache--default--enabled=false"));
  }

  private void compare(String what, Endpoint baseline, Endpoint... others) throws Exception {
    List<Endpoint> all = Stream.concat(Arrays.stream(others), Stream.of(baseline)).toList();
    Comparison comparison = new Comparison(stack, what, all, rounds, duration);
    comparison.run();
    comparison.tell(baseline);
  }

  private static Endpoint refresh(
      String name, BenchHushkey hushkey, String assistant, BenchLinks links) throws Exception {
    return refresh(
        name, hushkey.process(), hushkey.tokenEndpoint(assistant), links.link(assistant, PEOPLE));
  }

  private static Endpoint refresh(String name, BenchRealm realm, PeerKeycloak keycloak)
      throws Exception {
    return refresh(
        name,
        keycloak.name(),
        realm.tokenEndpoint(keycloak.address()),
        realm.logIn(keycloak.address()));
  }

  private static Endpoint introspection(
      String name, BenchHushkey hushkey, String assistant, List<Tokens> tokens) throws Exception {
    return introspection(
        new Endpoint(
            name,
            hushkey.process(),
            URI.create(hushkey.introspection()),
            introspections(hushkey.tokenEndpoint(assistant), tokens)),
        hushkey.tokenEndpoint(assistant),
        tokens);
  }

  private static Endpoint introspection(
      String name, BenchRealm realm, PeerKeycloak keycloak, List<Tokens> tokens) throws Exception {
    String address = keycloak.address();
    TokenEndpoint client = realm.tokenEndpoint(address);
    return introspection(
        new Endpoint(
            name,
            keycloak.name(),
            URI.create(realm.introspection(address)),
            introspections(client, tokens)),
        client,
        tokens);
  }

  private static Requests introspections(TokenEndpoint client, List<Tokens> tokens)
      throws IOException {
    return Requests.forms(
        () -> "Authorization: " + client.basic(),
        Tokens.access(tokens).stream().map(token -> "token=" + token).toList());
  }

  private static Endpoint introspection(
      Endpoint endpoint, TokenEndpoint client, List<Tokens> tokens) throws Exception {
    for (Tokens each : tokens.subList(0, CHECKED)) {
      Map<String, String> form = Map.of("token", each.access());
      if (!client.post(endpoint.address(), form).path("active").asBoolean()) {
        throw new IllegalStateException(endpoint.name() + " finds its own token inactive");
      }
    }
    return endpoint;
  }

  private static Endpoint refresh(
      String name, String process, TokenEndpoint endpoint, List<Tokens> tokens) throws IOException {
    return new Endpoint(
        name,
        process,
        endpoint.address(),
        Requests.refreshes(endpoint.basic(), Tokens.refresh(tokens)));
  }
}
