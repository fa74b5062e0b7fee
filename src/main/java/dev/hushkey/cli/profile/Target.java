package dev.hushkey.cli.profile;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.GlobalOptions;
import dev.hushkey.cli.terminal.Place;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The server that a command talks to, with its profile if it has one. A server is of production
 * because of its address, not because of the way it was chosen.
 */
public record Target(Server server, Optional<Profile> profile) {

  /** The environment variable that names a profile. */
  static final String VARIABLE = "HUSHKEY_PROFILE";

  /**
   * The first of: an option, the environment, the usual profile of the config file, the server of
   * the last log-in.
   *
   * @throws CommandFailure when there is none, or two contradict each other
   */
  public static Target choose(
      GlobalOptions options,
      Map<String, String> environment,
      Profiles profiles,
      Supplier<Optional<Server>> last) {
    Optional<String> address = variable(environment, Server.VARIABLE);
    Optional<String> name = variable(environment, VARIABLE);
    if (options.server().isPresent() && options.profile().isPresent()) {
      throw CommandFailure.usage("--server and --profile cannot be combined. Use one of them.");
    }
    boolean named = options.server().isPresent() || options.profile().isPresent();
    if (!named && address.isPresent() && name.isPresent()) {
      throw CommandFailure.usage(
          "Both %s and %s are set. Unset one, or use --server or --profile."
              .formatted(Server.VARIABLE, VARIABLE));
    }
    return options
        .server()
        .filter(text -> !text.isBlank())
        .map(text -> at(Server.from(text), profiles))
        .or(() -> options.profile().map(profiles::require).map(Target::of))
        .or(() -> address.map(text -> at(Server.from(text), profiles)))
        .or(() -> name.map(profiles::require).map(Target::of))
        .or(() -> profiles.usual().map(Target::of))
        .or(() -> last.get().map(server -> at(server, profiles)))
        .orElseThrow(Target::unknown);
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
  }

  private static Target at(Server server, Profiles profiles) {
    return new Target(server, profiles.of(server));
  }

  private static Target of(Profile profile) {
    return new Target(profile.server(), Optional.of(profile));
  }

  /** The server of a cell. */
  public static Target of(Cell cell) {
    return of(cell.profile());
  }

  private static CommandFailure unknown() {
    return CommandFailure.usage(
        "Missing server. Use --server URL or --profile NAME, or set HUSHKEY_URL."
            + " To start a local one: ./hushkey up");
  }

  /** How people are told of it. */
  public Place place() {
    return new Place(
        profile.map(one -> "profile " + one.name() + ", ").orElse("") + server,
        profile.filter(Profile::production).isPresent());
  }
}
