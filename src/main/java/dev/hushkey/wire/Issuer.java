package dev.hushkey.wire;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;

/**
 * Our identity for assistants: the {@code iss} of our tokens, of our redirects (RFC 9207) and of
 * our metadata (RFC 8414). Also the public base of all our addresses.
 */
@Singleton
public class Issuer {

  private final String value;

  @Inject
  Issuer(IssuerSettings settings) {
    this(settings.issuer().toString());
  }

  /**
   * Takes a base address.
   *
   * @throws IllegalArgumentException when it is not valid by RFC 8414 §2
   */
  public Issuer(String value) {
    if (!IssuerSettings.isBase(URI.create(value))) {
      throw new IllegalArgumentException("the issuer " + IssuerSettings.FORM);
    }
    this.value = value;
  }

  /** One of our addresses, from its absolute path. */
  public String at(String path) {
    return value + path;
  }

  /** Whether people and assistants reach us over TLS. */
  public boolean isHttps() {
    return value.startsWith("https:");
  }

  @Override
  public String toString() {
    return value;
  }
}
