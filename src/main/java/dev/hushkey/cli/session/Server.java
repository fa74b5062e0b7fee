package dev.hushkey.cli.session;

import dev.hushkey.cli.terminal.CommandFailure;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The address of a Hushkey, without a slash at its end. */
public record Server(URI address) {

  /** The environment variable in which the launcher names the server. */
  static final String VARIABLE = "HUSHKEY_URL";

  private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "localhost", "[::1]");

  /**
   * Reads an address as typed.
   *
   * @throws CommandFailure when it is no URL, or one that must not carry tokens
   */
  public static Server from(String text) {
    return new Server(guarded(parse(text.strip().replaceFirst("/+$", ""))));
  }

  /** The first of: the option, the environment, the server of the last log-in. */
  static Server choose(
      Optional<String> option, Map<String, String> environment, Optional<Server> last) {
    return Stream.of(option, Optional.ofNullable(environment.get(VARIABLE)))
        .flatMap(Optional::stream)
        .filter(text -> !text.isBlank())
        .findFirst()
        .map(Server::from)
        .or(() -> last)
        .orElseThrow(Server::unknown);
  }

  /** Bearer tokens travel over TLS only, RFC 6750 §5.3, except inside this machine. */
  static URI guarded(URI uri) {
    boolean secure = "https".equals(uri.getScheme());
    if (!secure && !THIS_MACHINE.contains(uri.getHost())) {
      throw CommandFailure.usage(
          uri + " is not safe: use https. Plain http is for this machine only.");
    }
    return uri;
  }

  URI at(String path) {
    return URI.create(address + path);
  }

  @Override
  public String toString() {
    return address.toString();
  }

  private static URI parse(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (IllegalArgumentException malformed) {
      // rejected below, like every other text that is not an address
    }
    throw CommandFailure.usage(
        "'" + text + "' is not the address of a server, such as https://hushkey.example.com");
  }

  private static CommandFailure unknown() {
    return CommandFailure.usage(
        "Missing server. Use --server URL or set HUSHKEY_URL. To start a local one: ./hushkey up");
  }
}
