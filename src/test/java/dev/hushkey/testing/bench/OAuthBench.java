package dev.hushkey.testing.bench;

import dev.hushkey.testing.Linking;
import dev.hushkey.testing.bench.TokenEndpoint.Tokens;
import dev.hushkey.testing.stack.LocalStack;
import dev.hushkey.testing.stack.PeerKeycloak;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ./hushkey bench oauth [rounds] [seconds]}: how many introspections and refreshes a second
 * we answer, interleaved with Keycloak's on the same machine and the same PostgreSQL.
 */
final class OAuthBench {

  private static final int PEOPLE = 2000;
  private static final List<Integer> CONNECTIONS = List.of(64, 16, 1);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int CHECKED = 20;

  private static final String UNCACHED = "Keycloak, user cache off";
  private static final String DEFAULT = "Keycloak, as it comes";

  private final LocalStack stack;
  private final String server;
  private final int rounds;
  private final Duration duration;

  OAuthBench(LocalStack stack, int rounds, Duration duration) {
    this.stack = stack;
    this.server = stack.hushkeyConfig().get("hushkey.issuer");
    this.rounds = rounds;
    this.duration = duration;
  }

  void run() throws Exception {
    Wrk.require();
    TokenEndpoint alexa =
        TokenEndpoint.of(server + "/oauth2/token", Linking.CLIENT_ID, stack.alexaClientSecret());
    System.out.println("Starting two Keycloaks with the flags of kc.sh");
    try (PeerKeycloak uncached =
            stack.peerKeycloak(
                "bench-keycloak-uncached", List.of("--spi-user-cache--default--enabled=false"));
        PeerKeycloak asItComes = stack.peerKeycloak("bench-keycloak", List.of());
        BenchRealm realm = new BenchRealm(stack, PEOPLE);
        BenchLinks links = new BenchLinks(stack, "alexa", alexa)) {
      System.out.printf("Making %d accounts each%n", PEOPLE);
      List<Tokens> ours = links.link(PEOPLE);
      List<Tokens> theirsUncached = realm.logIn(uncached.address());
      List<Tokens> theirs = realm.logIn(asItComes.address());
      List<Endpoint> introspection = new ArrayList<>();
      introspection.add(introspection("Hushkey, JWT", server + "/oauth2/introspect", alexa, ours));
      introspection.add(introspection(UNCACHED, realm, uncached, theirsUncached));
      introspection.add(introspection(DEFAULT, realm, asItComes, theirs));
      List<Endpoint> refresh = new ArrayList<>();
      refresh.add(refresh("Hushkey, stable", alexa, ours));
      refresh.add(refresh(UNCACHED, realm.tokenEndpoint(uncached.address()), theirsUncached));
      refresh.add(refresh(DEFAULT, realm.tokenEndpoint(asItComes.address()), theirs));
      measure("introspection", introspection);
      measure("refresh", refresh);
    }
  }

  private void measure(String what, List<Endpoint> endpoints) throws Exception {
    Comparison comparison = new Comparison(stack, what, endpoints, rounds, duration);
    comparison.warmUp(WARM_UP);
    for (int connections : CONNECTIONS) {
      comparison.run(connections);
    }
    comparison.tell(
        endpoints.stream().filter(each -> each.name().equals(UNCACHED)).findFirst().orElseThrow());
  }

  private static Endpoint introspection(
      String name, BenchRealm realm, PeerKeycloak keycloak, List<Tokens> tokens) throws Exception {
    String address = keycloak.address();
    return introspection(name, realm.introspection(address), realm.tokenEndpoint(address), tokens);
  }

  private static Endpoint introspection(
      String name, String address, TokenEndpoint client, List<Tokens> tokens) throws Exception {
    for (Tokens each : tokens.subList(0, CHECKED)) {
      Map<String, String> form = Map.of("token", each.access());
      if (!client.post(URI.create(address), form).path("active").asBoolean()) {
        throw new IllegalStateException(name + " finds its own token inactive");
      }
    }
    return Endpoint.introspection(name, address, client.basic(), Tokens.access(tokens));
  }

  private static Endpoint refresh(String name, TokenEndpoint endpoint, List<Tokens> tokens)
      throws Exception {
    return Endpoint.refresh(
        name, endpoint.address().toString(), endpoint.basic(), Tokens.refresh(tokens));
  }
}
