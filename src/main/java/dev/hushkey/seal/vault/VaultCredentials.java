package dev.hushkey.seal.vault;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How we log in at Vault: exactly one of these. Nothing here has a default by annotation: that
 * would make a group present although nobody has set it.
 */
public interface VaultCredentials {

  /** Our AppRole machine account in Vault. */
  Optional<AppRole> appRole();

  /** The service account of our pod. */
  Optional<Kubernetes> kubernetes();

  /** A file with a token that a Vault Agent keeps fresh. */
  Optional<Path> tokenFile();

  /** Whether the address is that of a Vault Agent or proxy that adds its own token. */
  Optional<Boolean> agent();

  /**
   * <a href="https://openbao.org/docs/auth/approle/">AppRole</a>: files and not values, because
   * both are delivered by the platform, and the secret-id changes while we run.
   */
  interface AppRole {

    /**
     * The path at which the AppRole method is mounted below {@code auth/}; else {@code approle}.
     */
    Optional<String> mount();

    /** Holds the role-id, which names the role and is not a secret on its own. */
    Path roleIdFile();

    /** Holds the secret-id; read again at each log-in, so that it can be replaced at any time. */
    Path secretIdFile();

    /**
     * Whether the file holds a response-wrapping token, from which the secret-id is unwrapped once.
     */
    Optional<Boolean> secretIdWrapped();
  }

  /** <a href="https://openbao.org/docs/auth/kubernetes/">Kubernetes service account</a>. */
  interface Kubernetes {

    /**
     * The path at which the Kubernetes method is mounted below {@code auth/}; else {@code
     * kubernetes}.
     */
    Optional<String> mount();

    /** The role of that method. */
    String role();

    /**
     * Holds the service account's token, if it is not in Kubernetes' standard place; read at each
     * log-in.
     */
    Optional<Path> jwtFile();
  }
}
