package dev.hushkey.chart;

import static dev.hushkey.chart.Rendered.ids;
import static dev.hushkey.chart.Rendered.one;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths lead to us from outside, and for whom. */
class RoutesTest {

  private static final String PUBLIC = Chart.FULL_NAME + "-public";
  private static final String INTERNAL = Chart.FULL_NAME + "-internal";

  private record Route(String type, String path) {
    boolean covers(String request) {
      return request.equals(path) || (!type.equals("Exact") && request.startsWith(path + "/"));
    }
  }

  private static List<Route> routes(Rendered object) {
    boolean ingress = object.kind().equals("Ingress");
    return object.list(ingress ? "spec.rules.0.http.paths" : "spec.rules.0.matches").stream()
        .map(each -> new Rendered((Map<?, ?>) each))
        .map(
            each ->
                ingress
                    ? new Route(each.text("pathType"), each.text("path"))
                    : new Route(each.text("path.type"), each.text("path.value")))
        .toList();
  }

  private static boolean isServed(Rendered object, String path) {
    return routes(object).stream().anyMatch(route -> route.covers(path));
  }

  private static Rendered of(ChartVariant variant, String name) {
    String kind = variant == ChartVariant.GATEWAY ? "HTTPRoute" : "Ingress";
    return one(Chart.render(variant), kind, name);
  }

  @ParameterizedTest
  @EnumSource(names = {"INGRESS", "HAPROXY", "GATEWAY", "FULL"})
  void publicRoute_servesWhatTheDocumentationNames_andNothingElse(ChartVariant variant)
      throws IOException {
    Rendered route = of(variant, PUBLIC);
    for (String path : documented()) {
      assertThat(isServed(route, path))
          .as(path)
          .isEqualTo(!path.startsWith("/v1/app-links") || appLinks(variant));
    }
    for (String path :
        List.of(
            "/",
            "/q",
            "/q/health/ready",
            "/q/metrics",
            "/v1",
            "/v1/links",
            "/v1/handouts",
            "/v1/revocations",
            "/v1/checks",
            "/v1/app-links-x",
            "/oauth2x",
            "/accounts")) {
      assertThat(isServed(route, path)).as(path).isFalse();
    }
  }

  private static boolean appLinks(ChartVariant variant) {
    return variant == ChartVariant.INGRESS || variant == ChartVariant.FULL;
  }

  /** The public paths of docs/deployment.md, each with something below it. */
  private static List<String> documented() throws IOException {
    String page =
        Files.readString(Path.of("docs/deployment.md"))
            .replaceFirst("(?s).*?\\n## The proxy in front\\n(.*?)\\n## .*", "$1");
    List<String> paths =
        page.lines()
            .filter(line -> line.startsWith("| `/"))
            .flatMap(line -> Pattern.compile("`(/[^`]*)`").matcher(line.split("\\|")[1]).results())
            .map(found -> found.group(1))
            .flatMap(
                path ->
                    path.equals("/.well-known/*")
                        ? java.util.stream.Stream.of(
                            "/.well-known/oauth-authorization-server",
                            "/.well-known/oauth-protected-resource")
                        : java.util.stream.Stream.of(path.replace("/*", "/x")))
            .toList();
    assertThat(paths).contains("/oauth2/x", "/account/x", "/hushkey.css", "/v1/app-links/x");
    return paths;
  }

  @ParameterizedTest
  @EnumSource(names = {"INGRESS", "HAPROXY", "GATEWAY", "FULL"})
  void internalRoute_servesTheApi_underItsOwnHost(ChartVariant variant) {
    Rendered route = of(variant, INTERNAL);
    for (String path :
        List.of("/v1/handouts", "/v1/checks", "/oauth2/token", "/oauth2/jwks/exchanged-tokens")) {
      assertThat(isServed(route, path)).as(path).isTrue();
    }
    for (String path : List.of("/q/metrics", "/account/consent", "/oauth2/authorize", "/")) {
      assertThat(isServed(route, path)).as(path).isFalse();
    }
    assertThat(route.content().toString())
        .contains("hushkey-internal.example.com")
        .doesNotContain("hushkey.example.com");
    assertThat(of(variant, PUBLIC).content().toString())
        .contains("hushkey.example.com")
        .doesNotContain("hushkey-internal");
  }

  @ParameterizedTest
  @EnumSource(names = {"INGRESS", "HAPROXY", "FULL"})
  void ingresses_endTls(ChartVariant variant) {
    for (String name : List.of(PUBLIC, INTERNAL)) {
      Rendered ingress = of(variant, name);
      assertThat(ingress.at("spec.tls.0.secretName"))
          .isEqualTo(name.equals(PUBLIC) ? "hushkey-tls" : "hushkey-internal-tls");
      assertThat(ingress.at("spec.tls.0.hosts.0")).isEqualTo(ingress.at("spec.rules.0.host"));
      assertThat(ingress.at("spec.rules.0.http.paths.0.backend.service"))
          .isEqualTo(Map.of("name", Chart.FULL_NAME, "port", Map.of("name", "http")));
    }
  }

  @Test
  void internalCallers_needACertificate_theOthersNone() {
    Map<Object, Object> nginx = of(ChartVariant.INGRESS, INTERNAL).map("metadata.annotations");
    assertThat(nginx)
        .containsEntry("nginx.ingress.kubernetes.io/auth-tls-secret", "voice/callers-ca")
        .containsEntry("nginx.ingress.kubernetes.io/auth-tls-verify-client", "on");
    Map<Object, Object> haproxy = of(ChartVariant.HAPROXY, INTERNAL).map("metadata.annotations");
    assertThat(haproxy)
        .containsEntry("haproxy.org/client-ca", "voice/callers-ca")
        .containsEntry("haproxy.org/client-crt-optional", "false");
    assertThat(of(ChartVariant.INGRESS, PUBLIC).map("metadata.annotations"))
        .containsOnlyKeys("cert-manager.io/cluster-issuer");
    Rendered gateway = one(Chart.render(ChartVariant.GATEWAY), "Gateway", INTERNAL);
    assertThat(gateway.at("spec.tls.frontend.default.validation"))
        .isEqualTo(
            Map.of(
                "mode",
                "AllowValidOnly",
                "caCertificateRefs",
                List.of(Map.of("group", "", "kind", "ConfigMap", "name", "callers-ca"))));
    assertThat(gateway.at("spec.listeners.0.hostname")).isEqualTo("hushkey-internal.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingress-nginx", "haproxy"})
  void annotationsOfOnesOwn_doNotTakeTheCertificateAway(String controller) {
    Rendered ingress =
        one(
            Chart.render(
                ChartVariant.INGRESS,
                "ingress: {internal: {mtls: {controller: "
                    + controller
                    + "}, annotations: {"
                    + "nginx.ingress.kubernetes.io/auth-tls-verify-client: 'off',"
                    + "haproxy.org/client-crt-optional: 'true', example.com/a: b}}}"),
            "Ingress",
            INTERNAL);
    Map<Object, Object> annotations = ingress.map("metadata.annotations");
    assertThat(annotations).containsEntry("example.com/a", "b");
    if (controller.equals("haproxy")) {
      assertThat(annotations).containsEntry("haproxy.org/client-crt-optional", "false");
    } else {
      assertThat(annotations)
          .containsEntry("nginx.ingress.kubernetes.io/auth-tls-verify-client", "on");
    }
  }

  @Test
  void host_isTheIssuers() {
    Rendered ingress =
        one(
            Chart.render(ChartVariant.INGRESS, "issuer: 'https://voice.example.org:8443'"),
            "Ingress",
            PUBLIC);
    assertThat(ingress.at("spec.rules.0.host")).isEqualTo("voice.example.org");
  }

  @Test
  void withoutRoutes_thereIsNoWayIn() {
    assertThat(ids(Chart.render())).noneMatch(id -> id.matches("(Ingress|HTTPRoute|Gateway)/.*"));
  }
}
