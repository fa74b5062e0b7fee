package dev.hushkey.failure;

import java.util.Locale;

/** The systems we depend on. */
public enum Dependency {
  POSTGRESQL,
  VAULT,
  KEYCLOAK,
  /** The token endpoint of an assistant, such as Login with Amazon. */
  UPSTREAM,
  /** Who owns a device, until the camera backend has said it again after a restore. */
  OWNERSHIP;

  /** The name in health answers, logs and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
