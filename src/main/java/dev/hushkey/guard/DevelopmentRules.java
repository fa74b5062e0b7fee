package dev.hushkey.guard;

import dev.hushkey.settings.Finding;
import java.util.List;
import java.util.stream.Stream;

/** What is for a developer's machine. */
final class DevelopmentRules {

  private DevelopmentRules() {}

  static List<GuardRule> all() {
    return List.of(
        Delivered.never(
            "true",
            "No service is started for development.",
            "starts services for development",
            "quarkus.**.devservices.enabled"),
        Delivered.never(
            "true",
            "Our API cannot be tried out by anybody who finds it.",
            "shows everybody a page to try our API",
            "quarkus.swagger-ui.**.enabled",
            "quarkus.swagger-ui.always-include"),
        new GuardRule(
            "Nobody can change the running program: no dev mode, no remote dev mode, no management"
                + " by JMX without a password.",
            List.of(
                "quarkus.launch.dev-mode",
                "quarkus.live-reload.*",
                "com.sun.management.jmxremote.authenticate"),
            DevelopmentRules::changeable),
        new GuardRule(
            "The schema is changed by hushkey migrate alone.",
            List.of("quarkus.hibernate-orm.**.schema-management.strategy"),
            DevelopmentRules::schema));
  }

  private static List<Finding> changeable(InstallationView view) {
    Stream<Finding> switched =
        Stream.of(
                "quarkus.launch.dev-mode",
                "quarkus.launch.devmode",
                "quarkus.live-reload.url",
                "quarkus.live-reload.password",
                "quarkus.live-reload.instrumentation")
            .flatMap(name -> view.all(name).stream())
            .filter(given -> !given.value().isBlank() && !given.is("false"))
            .map(
                given ->
                    new Finding(
                        given.name(), "lets the running program be changed", "Leave it out"));
    Stream<Finding> open =
        view.given("com.sun.management.jmxremote.authenticate").stream()
            .filter(given -> given.is("false"))
            .map(
                given ->
                    new Finding(
                        given.name(), "lets everybody into the running program", "Leave it out"));
    return Stream.concat(switched, open).toList();
  }

  private static List<Finding> schema(InstallationView view) {
    return Stream.of(
            "quarkus.hibernate-orm.**.schema-management.strategy",
            "quarkus.hibernate-orm.**.database.generation")
        .flatMap(form -> view.all(form).stream())
        .filter(given -> !given.is("none"))
        .map(given -> new Finding(given.name(), "would change or drop tables", "Leave it out"))
        .toList();
  }
}
