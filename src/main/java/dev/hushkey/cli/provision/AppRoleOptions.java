package dev.hushkey.cli.provision;

import dev.hushkey.cli.terminal.CommandFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that bound the AppRoles. */
final class AppRoleOptions {

  private static final int BITS = 8;
  private static final String NONE = "none";

  @Option(
      names = "--secret-id-ttl",
      paramLabel = "HOURS",
      description = "How long a new secret-id counts; 0 for ever.")
  private Optional<Integer> hours = Optional.empty();

  @Option(
      names = "--secret-id-num-uses",
      paramLabel = "NUMBER",
      description = "How many log-ins a new secret-id allows; 0 for any number.")
  private Optional<Integer> uses = Optional.empty();

  @Option(
      names = "--secret-id-bound-cidrs",
      paramLabel = "NETWORK",
      split = ",",
      description = "From where one may log in, such as 10.20.0.0/16; none for anywhere.")
  private List<String> logInFrom;

  @Option(
      names = "--token-bound-cidrs",
      paramLabel = "NETWORK",
      split = ",",
      description = "From where a token may be used; none for anywhere. For service accounts, too.")
  private List<String> useFrom;

  @Option(
      names = "--token-num-uses",
      paramLabel = "NUMBER",
      description = "Only 0: each request is a use, so a limit would stop the service.")
  private int tokenUses;

  @Option(
      names = "--without-app-roles",
      description = "Make none: Hushkey logs in with the pods' service account only.")
  private boolean without;

  /**
   * The bounds, or empty where there are to be no AppRoles.
   *
   * @param otherLogIn whether there is another way to log in
   */
  Optional<AppRoleBounds> bounds(boolean otherLogIn) {
    if (tokenUses != 0) {
      throw CommandFailure.usage(
          "--token-num-uses cannot be limited: each request is a use, so the service would stop"
              + " after that many. To limit a token, use --token-bound-cidrs.");
    }
    if (without && !otherLogIn) {
      throw CommandFailure.usage(
          "--without-app-roles leaves no way to log in: add --kubernetes-namespace and"
              + " --kubernetes-service-account.");
    }
    AppRoleBounds bounds =
        new AppRoleBounds(
            hours.map(h -> notNegative("--secret-id-ttl", h)).map(Duration::ofHours),
            uses.map(number -> notNegative("--secret-id-num-uses", number)),
            networks("--secret-id-bound-cidrs", logInFrom));
    return without ? Optional.empty() : Optional.of(bounds);
  }

  /** From where tokens may be used, however one logged in. */
  Optional<List<String>> tokenNetworks() {
    return networks("--token-bound-cidrs", useFrom);
  }

  private static int notNegative(String option, int number) {
    if (number < 0) {
      throw CommandFailure.usage(option + " must be 0 or more.");
    }
    return number;
  }

  private static Optional<List<String>> networks(String option, List<String> given) {
    if (given == null) {
      return Optional.empty();
    }
    if (given.equals(List.of(NONE))) {
      return Optional.of(List.of());
    }
    given.forEach(network -> require(option, network));
    return Optional.of(List.copyOf(given));
  }

  private static void require(String option, String network) {
    String[] parts = network.split("/", -1);
    try {
      int most = InetAddress.ofLiteral(parts[0]).getAddress().length * BITS;
      int length = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
      if (length >= 1 && length <= most) {
        return;
      }
    } catch (IllegalArgumentException _) {
      // said below
    }
    throw CommandFailure.usage(
        "%s: %s is no network such as 10.20.0.0/16 or 10.20.1.5/32. To allow any address: %s"
            .formatted(option, network, NONE));
  }
}
