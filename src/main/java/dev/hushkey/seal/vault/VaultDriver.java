package dev.hushkey.seal.vault;

import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.time.Duration;

/**
 * Makes clients of the Vault Java driver on two {@link HttpClient}s: by default, the driver builds
 * a client with its own threads and a new connection for each request.
 */
@Singleton
public final class VaultDriver {

  /**
   * Without a version the driver takes our paths for those of key-value version 2, rewriting them.
   */
  private static final int PATHS_AS_GIVEN = 1;

  private final VaultSettings config;
  private final HttpClient withToken;

  /**
   * Apart, since the health check never pauses: on the connections of the other it would keep alive
   * the buffers in which the last opened tokens lie. They end with their connection, half a minute
   * after its last use.
   */
  private final HttpClient anonymous;

  public VaultDriver(VaultSettings config) {
    this.config = config;
    this.withToken = http(config);
    this.anonymous = http(config);
  }

  private static HttpClient http(VaultSettings config) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            // A Vault Agent in front of Vault fails to proxy an upgrade to HTTP/2 in clear text.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            // A redirect would carry our token to a host that nobody configured.
            .followRedirects(HttpClient.Redirect.NEVER)
            // On the client's own thread: the driver reads whole answers, so nothing blocks, and
            // for a single call each hand-over to another thread costs more than parsing.
            .executor(Runnable::run);
    config.tls().map(VaultTls::of).ifPresent(builder::sslContext);
    return builder.build();
  }

  /** For log-ins and the health check, which need no token. */
  public Vault anonymous() {
    return client(new VaultConfig(), anonymous);
  }

  /** For calls with this token. */
  public Vault withToken(SecretText token) {
    return client(new VaultConfig().token(token.reveal()), withToken);
  }

  @PreDestroy
  public void close() {
    withToken.shutdownNow();
    anonymous.shutdownNow();
  }

  private Vault client(VaultConfig client, HttpClient http) {
    try {
      if (config.namespace().isPresent()) {
        client.nameSpace(config.namespace().get());
      }
      client
          .environmentLoader(new NoEnvironment())
          .address(config.address().toString().replaceAll("/+$", ""))
          .readTimeout(wholeSeconds(config.requestTimeout()))
          .httpClient(http)
          .build();
      return new BodyClient(client, PATHS_AS_GIVEN);
    } catch (VaultException refused) {
      throw new IllegalStateException("the Vault driver refuses its settings", refused);
    }
  }

  private static int wholeSeconds(Duration duration) {
    return Math.toIntExact(Math.max(1, duration.plusMillis(999).toSeconds()));
  }

  /**
   * By default, the driver sends the token it finds in VAULT_TOKEN or {@code ~/.vault-token}, often
   * an operator's, and VAULT_SSL_VERIFY can turn its certificate checks off.
   */
  private static final class NoEnvironment extends EnvironmentLoader {

    private static final long serialVersionUID = 1L;

    @Override
    public String loadVariable(String name) {
      return null;
    }
  }
}
