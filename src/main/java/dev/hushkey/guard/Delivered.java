package dev.hushkey.guard;

import dev.hushkey.guard.InstallationView.Given;
import dev.hushkey.settings.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Settings that are delivered as they must be: an installation leaves them alone. */
final class Delivered {

  private static final Properties DEFAULTS = load();

  private Delivered() {}

  private static Properties load() {
    Properties defaults = new Properties();
    try (InputStream file = Delivered.class.getResourceAsStream("/application.properties")) {
      defaults.load(new InputStreamReader(file, StandardCharsets.UTF_8));
      return defaults;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is delivered for this setting. */
  static String of(String setting) {
    return Optional.ofNullable(DEFAULTS.getProperty(setting))
        .orElseThrow(() -> new IllegalArgumentException(setting + " is not delivered"));
  }

  /** The names of all that is delivered. */
  static Set<String> names() {
    return DEFAULTS.stringPropertyNames();
  }

  /** A rule that these settings are as they are delivered. */
  static GuardRule unchanged(String holds, String... settings) {
    return new GuardRule(
        holds,
        List.of(settings),
        view -> Stream.of(settings).flatMap(setting -> changed(view, setting).stream()).toList());
  }

  private static Optional<Finding> changed(InstallationView view, String setting) {
    String delivered = of(setting);
    String effective = view.given(setting).map(Given::value).orElse("");
    return effective.strip().equalsIgnoreCase(delivered)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                setting,
                "differs from what is delivered: " + delivered,
                "Leave it out of your configuration"));
  }

  /** A rule that no setting below these names is made, but for those that are delivered. */
  static GuardRule nothingElse(String holds, String... forms) {
    return without(
        holds,
        given -> !DEFAULTS.containsKey(given.name()),
        "must not be set",
        "Leave it out of your configuration",
        forms);
  }

  /** A rule that no setting of these forms has this value. */
  static GuardRule never(String value, String holds, String problem, String... forms) {
    return without(holds, given -> given.is(value), problem, "Leave it out", forms);
  }

  private static GuardRule without(
      String holds, Predicate<Given> wrong, String problem, String remedy, String... forms) {
    return new GuardRule(
        holds,
        List.of(forms),
        view ->
            Stream.of(forms)
                .flatMap(form -> view.all(form).stream())
                .filter(wrong)
                .map(given -> new Finding(given.name(), problem, remedy))
                .toList());
  }
}
