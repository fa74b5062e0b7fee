package dev.hushkey.caller;

import dev.hushkey.failure.Dependency;
import dev.hushkey.health.DependencyCheck;
import dev.hushkey.health.SharedLook;
import dev.hushkey.wire.QuarkusSettings;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Well means: the realm's metadata is served, so people can log in and tokens can be verified.
 * Assistants' refreshes and token requests need no Keycloak.
 */
@Wellness
@Singleton
class KeycloakHealthCheck extends DependencyCheck {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int OK = 200;

  private final WebClient client;
  private final String metadata;
  private final SharedLook<String> look = new SharedLook<>(this::ask);

  @Inject
  KeycloakHealthCheck(Vertx vertx, QuarkusSettings settings, TlsConfigurationRegistry tls) {
    super(Dependency.KEYCLOAK);
    WebClientOptions options = new WebClientOptions();
    // whom OIDC trusts, or a Keycloak with an authority of its own would look unavailable
    TlsConfiguration.from(tls, settings.oidc().tls().tlsConfigurationName())
        .ifPresent(found -> options.setTrustOptions(found.getTrustStoreOptions()));
    this.client = WebClient.create(vertx, options);
    this.metadata = settings.oidc().authServerUrl() + "/.well-known/openid-configuration";
  }

  @Override
  protected Uni<String> state() {
    return look.get();
  }

  private Uni<String> ask() {
    return client
        .getAbs(metadata)
        .timeout(LIMIT.toMillis())
        .send()
        .map(answer -> answer.statusCode() == OK ? "ready" : "status " + answer.statusCode())
        .ifNoItem()
        .after(LIMIT)
        .recoverWithItem("no answer in time")
        .onFailure()
        .recoverWithItem("away");
  }
}
