package dev.hushkey.cli.profile;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.Table;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** The address of a Hushkey, without a slash at its end. */
public record Server(URI address) {

  /** The environment variable in which the launcher names the server. */
  static final String VARIABLE = "HUSHKEY_URL";

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "localhost", "[::1]");

  /**
   * Reads an address as typed.
   *
   * @throws CommandFailure when it is no URL, or one that must not carry tokens
   */
  public static Server from(String text) {
    return new Server(guarded(parse(text.strip().replaceFirst("/+$", ""))));
  }

  /** Bearer tokens travel over TLS only, RFC 6750 §5.3, except inside this machine. */
  public static URI guarded(URI uri) {
    boolean secure = "https".equals(uri.getScheme());
    if (!secure && !isOfThisMachine(uri)) {
      throw CommandFailure.usage(
          Table.printable(uri.toString())
              + " is not safe: use https. Plain http is for this machine only.");
    }
    return uri;
  }

  /** Whether no network is in between. */
  public static boolean isOfThisMachine(URI uri) {
    return THIS_MACHINE.contains(String.valueOf(uri.getHost()));
  }

  /** The address of a path there. */
  public URI at(String path) {
    return URI.create(address + path);
  }

  @Override
  public String toString() {
    return address.toString();
  }

  /** One server has one spelling: a profile must know it again. */
  private static URI canonical(URI uri) throws URISyntaxException {
    int usual = "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    return new URI(
        uri.getScheme(),
        null,
        uri.getHost().toLowerCase(Locale.ROOT),
        uri.getPort() == usual ? -1 : uri.getPort(),
        uri.getPath(),
        null,
        null);
  }

  private static URI parse(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return canonical(uri);
      }
    } catch (IllegalArgumentException | URISyntaxException malformed) {
      // rejected below, like every other text that is not an address
    }
    throw CommandFailure.usage(
        "'"
            + Table.printable(text)
            + "' is not the address of a server, such as https://hushkey.example.com");
  }
}
