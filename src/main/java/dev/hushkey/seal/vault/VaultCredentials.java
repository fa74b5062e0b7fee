package dev.hushkey.seal.vault;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How we log in at Vault: exactly one of these. Nothing in here has a default by annotation: that
 * would make a group be there that nobody has set.
 */
public interface VaultCredentials {

  /** The machine account that Vault knows us by. */
  Optional<AppRole> appRole();

  /** The service account of our pod. */
  Optional<Kubernetes> kubernetes();

  /** Holds a token that a Vault Agent keeps fresh. */
  Optional<Path> tokenFile();

  /** Whether the address is that of a Vault Agent or proxy that adds a token by itself. */
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

    /** Holds the role-id; names the role and is no secret by itself. */
    Path roleIdFile();

    /** Holds the secret-id; read again at each log-in, so that it can be replaced at any time. */
    Path secretIdFile();

    /** Whether the file holds a response-wrapping token that the secret-id is got with, once. */
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

    /** Holds the service account's token, if not where Kubernetes puts it; read at each log-in. */
    Optional<Path> jwtFile();
  }
}
