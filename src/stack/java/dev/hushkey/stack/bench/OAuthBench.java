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
import java.util.List;
import java.util.Map;

/**
 * {@code ./hushkey bench oauth [rounds] [seconds]}: how many introspections and refreshes a second
 * we answer, interleaved with Keycloak's on the same machine and the same PostgreSQL.
 */
final class OAuthBench {

  private static final int PEOPLE = 1000;
  private static final List<Integer> CONNECTIONS = List.of(64, 16, 1);
  private static final int CHECKED = 20;

  private static final String UNCACHED = "Keycloak, user cache off";
  private static final String DEFAULT = "Keycloak, default";

  private final LocalStack stack;
  private final int rounds;
  private final Duration duration;

  OAuthBench(LocalStack stack, int rounds, Duration duration) {
    this.stack = stack;
    this.rounds = rounds;
    this.duration = duration;
  }

  void run() throws Exception {
    Wrk.require();
    System.out.println("Starting another Hushkey, and two Keycloaks with the flags of kc.sh");
    try (BenchHushkey hushkey = BenchHushkey.start(stack);
        PeerKeycloak uncached =
            stack.peerKeycloak(
                "bench-keycloak-uncached", List.of("--spi-user-cache--default--enabled=false"));
        PeerKeycloak asItComes = stack.peerKeycloak("bench-keycloak", List.of());
        BenchRealm realm = new BenchRealm(stack, PEOPLE)) {
      System.out.printf("Making %d accounts each%n", PEOPLE);
      BenchLinks links = new BenchLinks(hushkey);
      List<Tokens> stable = links.link(BenchHushkey.STABLE, PEOPLE);
      List<Tokens> rotating = links.link(BenchHushkey.ROTATING, PEOPLE);
      List<Tokens> opaque = links.link(BenchHushkey.OPAQUE, PEOPLE);
      List<Tokens> theirsUncached = realm.logIn(uncached.address());
      List<Tokens> theirs = realm.logIn(asItComes.address());
      measure(
          "introspection",
          List.of(
              introspection("Hushkey, JWT", hushkey, BenchHushkey.STABLE, stable),
              introspection("Hushkey, opaque", hushkey, BenchHushkey.OPAQUE, opaque),
              introspection(UNCACHED, realm, uncached, theirsUncached),
              introspection(DEFAULT, realm, asItComes, theirs)));
      measure(
          "refresh",
          List.of(
              refresh(
                  "Hushkey, stable",
                  BenchHushkey.PROCESS,
                  hushkey.tokenEndpoint(BenchHushkey.STABLE),
                  stable),
              refresh(
                  "Hushkey, successor-first-use",
                  BenchHushkey.PROCESS,
                  hushkey.tokenEndpoint(BenchHushkey.ROTATING),
                  rotating),
              refresh(
                  UNCACHED,
                  uncached.name(),
                  realm.tokenEndpoint(uncached.address()),
                  theirsUncached),
              refresh(
                  DEFAULT, asItComes.name(), realm.tokenEndpoint(asItComes.address()), theirs)));
    }
  }

  private void measure(String what, List<Endpoint> endpoints) throws Exception {
    Comparison comparison = new Comparison(stack, what, endpoints, rounds, duration);
    comparison.warmUp();
    for (int connections : CONNECTIONS) {
      comparison.run(connections);
    }
    comparison.tell(
        endpoints.stream().filter(each -> each.name().equals(UNCACHED)).findFirst().orElseThrow());
  }

  private static Endpoint introspection(
      String name, BenchHushkey hushkey, String assistant, List<Tokens> tokens) throws Exception {
    return introspection(
        new Endpoint(
            name,
            BenchHushkey.PROCESS,
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
