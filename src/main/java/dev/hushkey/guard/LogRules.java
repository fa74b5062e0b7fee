package dev.hushkey.guard;

import dev.hushkey.guard.InstallationView.Given;
import dev.hushkey.settings.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What must not be written down: codes, tokens, keys, bind values. */
final class LogRules {

  private static final Set<String> TALKATIVE =
      Set.of("ALL", "TRACE", "DEBUG", "FINE", "FINER", "FINEST", "CONFIG");

  /** Each of our own log lines names ids and events only, at every level (docs/style.md). */
  private static final String OURS = "dev.hushkey";

  private static final String HTTP_CLIENT =
      "quarkus.log.category.\"jdk.httpclient.HttpClient\".level";

  private LogRules() {}

  static List<GuardRule> all() {
    return List.of(
        new GuardRule(
            "Only our own categories, dev.hushkey and below, are logged at DEBUG or TRACE: others"
                + " print headers, tokens and bind values there.",
            List.of("quarkus.log.level", "quarkus.log.category.\"…\".level"),
            LogRules::levels),
        new GuardRule(
            "Requests are not logged: their addresses hold codes.",
            List.of("quarkus.**.access-log.enabled"),
            view -> on(view, "would log codes and states", "quarkus.**.access-log.enabled")),
        new GuardRule(
            "Statements are not logged: their bind values are people's data and hashes of tokens.",
            List.of(
                "quarkus.hibernate-orm.**.log.sql", "quarkus.hibernate-orm.**.log.bind-parameters"),
            view ->
                on(
                    view,
                    "would log bind values",
                    "quarkus.hibernate-orm.**.log.sql",
                    "quarkus.hibernate-orm.**.log.bind-parameters",
                    "quarkus.hibernate-orm.**.log.bind-param")),
        new GuardRule(
            "Neither the settings nor what TLS protects are printed.",
            List.of("quarkus.config.log.values", "javax.net.debug"),
            LogRules::printed),
        Delivered.unchanged(
            "One event is one line, so nobody can forge a second one; and the HTTP client is silent"
                + " about the Vault token.",
            "quarkus.log.console.filter",
            "quarkus.log.file.filter",
            "quarkus.log.syslog.filter",
            "quarkus.log.socket.filter",
            "quarkus.log.console.json.pretty-print",
            "quarkus.log.file.json.pretty-print",
            "quarkus.log.syslog.json.pretty-print",
            "quarkus.log.socket.json.pretty-print",
            HTTP_CLIENT));
  }

  private static List<Finding> levels(InstallationView view) {
    return Stream.of("quarkus.log.level", "quarkus.log.category.**.level")
        .flatMap(form -> view.all(form).stream())
        .filter(given -> TALKATIVE.contains(given.value().strip().toUpperCase(Locale.ROOT)))
        .filter(given -> !isOurs(given.name()))
        .map(
            given ->
                new Finding(
                    given.name(),
                    "would log secrets",
                    "Use INFO; DEBUG and TRACE are for dev.hushkey only"))
        .toList();
  }

  private static boolean isOurs(String setting) {
    String category =
        setting
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", ".")
            .replaceFirst("^quarkus\\.log\\.category\\.", "");
    return category.equals(OURS + ".level") || category.startsWith(OURS + ".");
  }

  private static List<Finding> on(InstallationView view, String problem, String... forms) {
    return Stream.of(forms)
        .flatMap(form -> view.all(form).stream())
        .filter(given -> given.is("true"))
        .map(given -> new Finding(given.name(), problem, "Leave it out"))
        .toList();
  }

  private static List<Finding> printed(InstallationView view) {
    return Stream.of("quarkus.config.log.values", "smallrye.config.log.values", "javax.net.debug")
        .flatMap(name -> view.given(name).stream())
        .filter(given -> !given.is("false"))
        .map(LogRules::prints)
        .toList();
  }

  private static Finding prints(Given given) {
    return new Finding(given.name(), "would print secrets", "Leave it out");
  }
}
