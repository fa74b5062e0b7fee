package dev.hushkey.guard;

import dev.hushkey.settings.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whose tokens are taken, and for what. */
final class KeycloakRules {

  private static final String API = "quarkus.oidc.";
  private static final String DPOP = "quarkus.oidc.dpop.";
  private static final String LOGIN = "quarkus.oidc.login.";

  private static final Set<String> TENANTS = Set.of("dpop", "login");

  /** What makes a tenant of Quarkus' OpenID Connect, below its name. */
  private static final Pattern TENANT =
      Pattern.compile(
          "quarkus[._]oidc[._]\"?([a-z0-9-]+)\"?[._]"
              + "(auth[-_]server[-_]url|provider|public[-_]key|tenant[-_]paths|jwks[-_]path"
              + "|application[-_]type|token[-_]path)",
          Pattern.CASE_INSENSITIVE);

  private KeycloakRules() {}

  static List<GuardRule> all() {
    return List.of(
        new GuardRule(
            "Internal callers show tokens that were made for Hushkey: the audience is the client"
                + " id, with DPoP and without.",
            List.of(API + "token.audience", DPOP + "token.audience", API + "client-id"),
            KeycloakRules::audiences),
        new GuardRule(
            "People log in with tokens that were made for the client that logs them in.",
            List.of(LOGIN + "token.audience"),
            KeycloakRules::audienceOfPeople),
        new GuardRule(
            "An exchanged token is for the camera backend and nobody else: its audience is neither"
                + " our issuer nor the audience of our API.",
            List.of("hushkey.oauth.camera-backend-audience"),
            KeycloakRules::audienceOfCameraBackend),
        Delivered.never(
            "any",
            "Tokens are taken from one issuer only.",
            "takes tokens of any issuer",
            "quarkus.oidc.**.token.issuer"),
        Delivered.never(
            "any",
            "Tokens are taken for one audience only.",
            "takes tokens that were made for anybody",
            "quarkus.oidc.**.token.audience"),
        new GuardRule(
            "Tokens are verified here, by their signature: each is a JWT, and none is sent"
                + " elsewhere to ask whether it is good.",
            List.of(
                "quarkus.oidc.**.allow-opaque-token-introspection",
                "quarkus.oidc.**.allow-jwt-introspection",
                "quarkus.oidc.**.require-jwt-introspection-only",
                "quarkus.oidc.**.verify-access-token-with-user-info",
                "quarkus.oidc.**.introspection-path"),
            KeycloakRules::introspection),
        new GuardRule(
            "Keycloak's keys come from Keycloak, and Hushkey knows no further place where anybody"
                + " can log in.",
            List.of(
                "quarkus.oidc.<other>.*", "quarkus.oidc.**.public-key", "quarkus.oidc.**.provider"),
            KeycloakRules::strangers),
        Delivered.unchanged(
            "Roles come from the realm's own claim, and a token with DPoP needs its proof.",
            API + "application-type",
            API + "roles.role-claim-path",
            DPOP + "application-type",
            DPOP + "token.authorization-scheme"),
        Delivered.unchanged(
            "The log-in of people is bound to their browser, its cookie is encrypted and travels"
                + " over TLS only.",
            LOGIN + "application-type",
            LOGIN + "tenant-paths",
            LOGIN + "authentication.pkce-required",
            LOGIN + "authentication.nonce-required",
            LOGIN + "authentication.cookie-force-secure",
            LOGIN + "authentication.cookie-path",
            LOGIN + "authentication.redirect-path",
            LOGIN + "token-state-manager.encryption-required"),
        new GuardRule(
            "Its cookies are for our own pages' requests.",
            List.of(
                LOGIN + "authentication.cookie-same-site",
                LOGIN + "authentication.state-cookie-same-site"),
            KeycloakRules::cookies));
  }

  private static List<Finding> audiences(InstallationView view) {
    String client = view.find(API + "client-id").orElse("");
    List<Finding> found = new ArrayList<>();
    for (String setting : List.of(API + "token.audience", DPOP + "token.audience")) {
      if (!view.find(setting).map(String::strip).orElse("").equals(client)) {
        found.add(
            new Finding(
                setting,
                "is not the client id in quarkus.oidc.client-id: tokens that were made for others"
                    + " would open our API",
                "Leave it out, and have Keycloak put hushkey-api into the audience"));
      }
    }
    if (!view.find(DPOP + "client-id").orElse("").equals(client)) {
      found.add(
          new Finding(DPOP + "client-id", "differs from quarkus.oidc.client-id", "Leave it out"));
    }
    if (client.equals(view.find(LOGIN + "client-id").orElse("hushkey-login"))) {
      found.add(
          new Finding(
              API + "client-id",
              "is also the client that logs people in: their tokens would open our API",
              "Use two clients"));
    }
    return found;
  }

  private static List<Finding> audienceOfPeople(InstallationView view) {
    String client = view.find(LOGIN + "client-id").orElse("hushkey-login");
    return view.given(LOGIN + "token.audience").stream()
        .filter(given -> !given.value().strip().equals(client))
        .map(
            given ->
                new Finding(given.name(), "is not the client that logs people in", "Leave it out"))
        .toList();
  }

  private static List<Finding> audienceOfCameraBackend(InstallationView view) {
    String setting = "hushkey.oauth.camera-backend-audience";
    return view.find(setting).map(Addresses::normal).stream()
        .flatMap(
            audience ->
                Stream.of("hushkey.issuer", API + "token.audience", API + "client-id")
                    .filter(
                        other ->
                            view.find(other)
                                .map(Addresses::normal)
                                .filter(audience::equals)
                                .isPresent())
                    .limit(1)
                    .map(
                        other ->
                            new Finding(
                                setting,
                                "is the same as "
                                    + other
                                    + ": the camera backend would take tokens that were made for"
                                    + " us",
                                "Name the camera backend, such as https://cameras.example.com")))
        .toList();
  }

  private static List<Finding> introspection(InstallationView view) {
    return Stream.of(
            "allow-opaque-token-introspection",
            "allow-jwt-introspection",
            "require-jwt-introspection-only",
            "verify-access-token-with-user-info",
            "introspection-path")
        .flatMap(name -> view.all("quarkus.oidc.**." + name).stream())
        .filter(given -> !given.value().isBlank() && !given.is("false"))
        .map(
            given ->
                new Finding(
                    given.name(),
                    "has tokens judged by an answer instead of by their signature",
                    "Leave it out"))
        .toList();
  }

  private static List<Finding> strangers(InstallationView view) {
    List<Finding> found = new ArrayList<>();
    for (InstallationView.Given given : view.all("quarkus.oidc.**")) {
      Matcher tenant = TENANT.matcher(given.name());
      boolean stranger = tenant.lookingAt() && !TENANTS.contains(tenant.group(1).toLowerCase());
      if (stranger) {
        found.add(
            new Finding(
                given.name(), "is a place to log in that Hushkey does not know", "Leave it out"));
      }
    }
    Stream.of("public-key", "provider")
        .flatMap(name -> view.all("quarkus.oidc.**." + name).stream())
        .map(
            given ->
                new Finding(given.name(), "takes the place of Keycloak's own keys", "Leave it out"))
        .forEach(found::add);
    return found.stream().distinct().toList();
  }

  private static List<Finding> cookies(InstallationView view) {
    return Stream.of("cookie-same-site", "state-cookie-same-site")
        .flatMap(name -> view.all("quarkus.oidc.**." + name).stream())
        .filter(given -> !given.is("lax") && !given.is("strict"))
        .map(given -> new Finding(given.name(), "must be lax or strict", "Leave it out"))
        .toList();
  }
}
