package dev.hushkey.guard;

import dev.hushkey.guard.InstallationView.Given;
import dev.hushkey.settings.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** No client of ours accepts the certificate of just anybody. */
final class TlsRules {

  private static final String ANYBODY =
      "switches the check of certificates off: anybody could answer in that service's place";

  private static final Set<String> OLD_PROTOCOLS = Set.of("SSLv3", "TLSv1", "TLSv1.1");

  /** Read by the JDK's HTTP client, which speaks to Vault; its mere presence counts. */
  private static final String NO_HOSTNAMES = "jdk.internal.httpclient.disableHostnameVerification";

  private static final List<String> ADDRESSES =
      List.of("quarkus.oidc.**", "quarkus.keycloak.**", "quarkus.rest-client.**");

  private TlsRules() {}

  static List<GuardRule> all() {
    return List.of(
        Delivered.never(
            "true", "No TLS client trusts every certificate.", ANYBODY, "quarkus.**.trust-all"),
        new GuardRule(
            "Every TLS client verifies host names.",
            List.of(
                "quarkus.tls.**.hostname-verification-algorithm",
                "quarkus.oidc.**.tls.verification",
                "quarkus.rest-client.**.verify-host",
                NO_HOSTNAMES),
            TlsRules::hostnames),
        new GuardRule(
            "TLS is 1.2 or newer.",
            List.of("quarkus.tls.**.protocols", "quarkus.http.ssl.protocols"),
            TlsRules::protocols),
        new GuardRule(
            "Keycloak is asked over https, at each address that is set one by one, too; plain http"
                + " is for this machine's own addresses.",
            ADDRESSES,
            TlsRules::clearText));
  }

  private static List<Finding> hostnames(InstallationView view) {
    List<Finding> found = new ArrayList<>();
    view.all("quarkus.tls.**.hostname-verification-algorithm").stream()
        .filter(given -> !given.is("HTTPS"))
        .forEach(given -> found.add(hostname(given, "HTTPS")));
    view.all("quarkus.oidc.**.tls.verification").stream()
        .filter(given -> !given.is("required"))
        .forEach(given -> found.add(hostname(given, "required")));
    view.all("quarkus.rest-client.**.verify-host").stream()
        .filter(given -> !given.is("true"))
        .forEach(given -> found.add(hostname(given, "true")));
    view.all("quarkus.rest-client.**.hostname-verifier")
        .forEach(given -> found.add(new Finding(given.name(), ANYBODY, "Leave it out")));
    view.given(NO_HOSTNAMES)
        .filter(given -> !given.is("false"))
        .ifPresent(given -> found.add(new Finding(given.name(), ANYBODY, "Leave it out")));
    return found;
  }

  private static Finding hostname(Given given, String wanted) {
    return new Finding(
        given.name(),
        "is not %s: any host with a certificate would do".formatted(wanted),
        "Set it to %s, or leave it out".formatted(wanted));
  }

  private static List<Finding> protocols(InstallationView view) {
    return Stream.of("quarkus.tls.**.protocols", "quarkus.http.ssl.protocols")
        .flatMap(form -> view.all(form).stream())
        .filter(given -> given.values().stream().anyMatch(OLD_PROTOCOLS::contains))
        .map(
            given ->
                new Finding(given.name(), "allows a version of TLS that is broken", "Leave it out"))
        .toList();
  }

  private static List<Finding> clearText(InstallationView view) {
    return ADDRESSES.stream()
        .flatMap(form -> view.all(form).stream())
        .filter(given -> given.values().stream().anyMatch(Addresses::isClearText))
        .filter(given -> !Addresses.CHECKED_ANYWAY.contains(given.name()))
        .map(
            given ->
                new Finding(
                    given.name(), "must begin with https://: it would carry tokens in clear text"))
        .toList();
  }
}
