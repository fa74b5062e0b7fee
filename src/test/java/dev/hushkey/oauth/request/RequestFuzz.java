package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.fuzz.FormText;
import dev.hushkey.fuzz.Refusals;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What every OAuth request is read with. */
public final class RequestFuzz {

  private static final ClientAuthentication CLIENTS =
      new ClientAuthentication(TestAssistants.both());
  private static final RequestParameters NOTHING = new RequestParameters(Map.of());

  /** The header, without a body. Nobody gets in but by the secret of an assistant. */
  public static void authorizationHeader(String header) {
    Refusals.read(() -> CLIENTS.claimed(List.of(header), NOTHING));
    Refusals.read(() -> CLIENTS.authenticate(List.of(header), NOTHING))
        .ifPresent(_ -> assertThat(header.toLowerCase(Locale.ROOT)).startsWith("basic "));
  }

  /** The body, beside a header or without one: the first line is the header. */
  public static void clientForm(String input) {
    String[] lines = input.split("\n", 2);
    List<String> headers = lines.length == 2 ? List.of(lines[0]) : List.of();
    RequestParameters form = FormText.parse(lines[lines.length - 1]);
    Refusals.read(() -> CLIENTS.claimed(headers, form));
    Refusals.read(() -> CLIENTS.authenticate(headers, form))
        .ifPresent(client -> assertThat(TestAssistants.both().all()).contains(client));
  }

  /** A query or form, and each way to ask it for a parameter. */
  public static void query(String input) {
    RequestParameters read = FormText.parse(input);
    Map<String, String> firsts = new HashMap<>();
    read.values().forEach((name, values) -> firsts.put(name, values.getFirst()));
    for (String name : firsts.keySet()) {
      Refusals.read(() -> read.find(name, 100));
      Refusals.read(() -> read.findQuietly(name, 100));
      Refusals.read(() -> read.findAll(name, 100));
      Refusals.read(() -> read.require(name, 100));
      Refusals.read(() -> read.requireToken(name));
    }
    if (firsts.isEmpty()) {
      return;
    }
    Map<String, List<String>> again = Query.parse(Query.of(firsts)).values();
    firsts.forEach((name, value) -> assertThat(again.get(name)).containsExactly(value));
  }

  /** A packed query from outside, and one that we packed. */
  public static void packedQuery(String input) {
    PackedQuery.unpack(new RequestParameters(Map.of(PackedQuery.PARAMETER, List.of(input))));
    String ours = Query.of(Map.of("state", input));
    if (ours.length() < 4000) {
      String shorter = PackedQuery.shorten(ours);
      assertThat(shorter.length()).isLessThanOrEqualTo(ours.length() + 100);
      assertThat(PackedQuery.unpack(Query.parse(shorter)))
          .contains(new RequestParameters(Map.of("state", List.of(input))));
    }
  }

  /** Rich authorization details, RFC 9396. */
  public static void authorizationDetails(String input) {
    Refusals.read(() -> AuthorizationDetailsJson.parse(input))
        .ifPresent(
            read ->
                assertThat(AuthorizationDetailsJson.parse(AuthorizationDetailsJson.write(read)))
                    .isEqualTo(read));
  }

  /** A challenge or a verifier of RFC 7636. */
  public static void codeChallenge(String input) {
    Refusals.readOwn(() -> new CodeChallenge(input))
        .ifPresent(challenge -> assertThat(challenge.matches(input)).isFalse());
    CodeChallenge ours = CodeChallenge.of(SecretText.of("v".repeat(43)));
    assertThat(ours.matches(input)).isEqualTo(input.equals("v".repeat(43)));
  }

  /** Resource indicators, RFC 8707. */
  public static void resource(String input) {
    ResourceIndicators indicators = new ResourceIndicators(new Issuer("https://link.example"));
    RequestParameters asked =
        new RequestParameters(Map.of("resource", List.of(input.split("\n", -1))));
    Refusals.read(
            () -> {
              indicators.requireOurs(asked);
              return asked;
            })
        .ifPresent(
            _ ->
                assertThat(input.split("\n"))
                    .allMatch(each -> each.isEmpty() || each.equals("https://link.example")));
  }

  private RequestFuzz() {}
}
