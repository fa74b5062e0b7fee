package dev.hushkey.guard;

import dev.hushkey.settings.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who passes our own doors, and how. */
final class DoorRules {

  private static final String INSECURE = "quarkus.http.insecure-requests";
  private static final String PROXIES = "quarkus.http.proxy.trusted-proxies";

  private DoorRules() {}

  static List<GuardRule> all() {
    return List.of(
        Delivered.unchanged(
            "Who has to log in, and where, is as it is delivered.",
            "quarkus.http.auth.proactive",
            "quarkus.http.auth.permission.pages.paths",
            "quarkus.http.auth.permission.pages.policy",
            "quarkus.http.auth.permission.waiting.paths",
            "quarkus.http.auth.permission.waiting.policy",
            "quarkus.smallrye-jwt.enabled"),
        Delivered.nothingElse(
            "No path is opened, no role is mapped, and no other way to authenticate is added.",
            "quarkus.http.auth.**",
            "quarkus.security.users.**"),
        Delivered.unchanged(
            "A misspelt member of a request is refused.",
            "quarkus.jackson.fail-on-unknown-properties"),
        new GuardRule(
            "No page of any origin may read our answers.",
            List.of("quarkus.**.cors.origins"),
            DoorRules::origins),
        new GuardRule(
            "Whoever forwards requests to us says truly where they come from: only proxies that are"
                + " named are believed.",
            List.of("quarkus.http.proxy.proxy-address-forwarding", PROXIES),
            DoorRules::proxies),
        new GuardRule(
            "Where Hushkey itself speaks TLS, it speaks nothing else; where it does not, a proxy"
                + " before it does.",
            List.of(
                INSECURE,
                "quarkus.http.tls-configuration-name",
                "quarkus.http.ssl.certificate.files"),
            DoorRules::insecure));
  }

  private static List<Finding> origins(InstallationView view) {
    return view.all("quarkus.**.cors.origins").stream()
        .filter(
            given ->
                given.values().stream()
                    .anyMatch(
                        origin ->
                            origin.contains("*")
                                || origin.startsWith("/")
                                || origin.equals("null")))
        .map(
            given ->
                new Finding(
                    given.name(),
                    "is a pattern: pages of origins that nobody listed could read our answers",
                    "List each origin, or leave it out: our own pages need none"))
        .toList();
  }

  private static List<Finding> proxies(InstallationView view) {
    List<Finding> found = new ArrayList<>();
    List<String> forwarding =
        Stream.of("proxy-address-forwarding", "allow-forwarded", "allow-x-forwarded")
            .map(name -> "quarkus.http.proxy." + name)
            .filter(view::isTrue)
            .toList();
    if (!forwarding.isEmpty() && view.find(PROXIES).isEmpty() && view.all(PROXIES).isEmpty()) {
      found.add(
          new Finding(
              forwarding.getFirst(),
              "believes everybody who says where a request comes from",
              "Name the addresses of your proxies in " + PROXIES));
    }
    view.all(PROXIES).stream()
        .filter(given -> given.values().stream().anyMatch(proxy -> proxy.matches(".*/0+")))
        .map(
            given ->
                new Finding(given.name(), "is everybody", "Name the addresses of your proxies"))
        .forEach(found::add);
    return found;
  }

  private static List<Finding> insecure(InstallationView view) {
    boolean tls =
        view.find("quarkus.http.tls-configuration-name").isPresent()
            || Stream.of("files", "key-store-file", "key-files", "file")
                .anyMatch(name -> !view.all("quarkus.http.ssl.certificate." + name).isEmpty());
    String insecure = view.find(INSECURE).orElse("");
    if (tls && !insecure.strip().equalsIgnoreCase("disabled")) {
      return List.of(
          new Finding(
              INSECURE,
              "is not disabled, though Hushkey has a certificate: tokens could also be sent in"
                  + " clear text",
              "Set it to disabled"));
    }
    if (!tls && !insecure.isBlank() && !insecure.strip().equalsIgnoreCase("enabled")) {
      return List.of(
          new Finding(
              INSECURE,
              "refuses plain http, and Hushkey has no certificate for https: nobody could reach it",
              "Give it a certificate by quarkus.http.tls-configuration-name, or leave this out and"
                  + " have the proxy speak TLS"));
    }
    return List.of();
  }
}
