package dev.hushkey.wire;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who we are towards assistants: the {@code iss} of our tokens, of our redirects (RFC 9207) and of
 * our metadata (RFC 8414). Also the public base of every address that we hand out.
 */
@Singleton
public class Issuer {

  private final String value;

  /**
   * Takes the setting {@code hushkey.issuer}.
   *
   * @throws IllegalStateException when it is not a base address by RFC 8414 §2
   */
  @Inject
  public Issuer(@ConfigProperty(name = "hushkey.issuer") String value) {
    URI uri = URI.create(value);
    boolean isBase =
        uri.getHost() != null
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawPath().isEmpty();
    if (!isBase) {
      throw new IllegalStateException(
          "hushkey.issuer must be scheme, host and port only, without a slash at the end");
    }
    this.value = value;
  }

  /** An address of ours, from its absolute path. */
  public String at(String path) {
    return value + path;
  }

  /** Whether people and assistants reach us by TLS. */
  public boolean isHttps() {
    return value.startsWith("https:");
  }

  @Override
  public String toString() {
    return value;
  }
}
