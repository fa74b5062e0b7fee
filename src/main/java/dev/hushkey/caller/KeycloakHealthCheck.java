package dev.hushkey.caller;

import dev.hushkey.failure.Dependency;
import dev.hushkey.wire.QuarkusSettings;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the realm's metadata is served, so people can log in and tokens can be verified. */
@Readiness
@Singleton
class KeycloakHealthCheck implements AsyncHealthCheck {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int OK = 200;

  private final WebClient client;
  private final String metadata;

  @Inject
  KeycloakHealthCheck(Vertx vertx, QuarkusSettings settings) {
    this.client = WebClient.create(vertx);
    this.metadata = settings.oidc().authServerUrl() + "/.well-known/openid-configuration";
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return client
        .getAbs(metadata)
        .timeout(LIMIT.toMillis())
        .send()
        .map(answer -> answer.statusCode() == OK ? "ready" : "status " + answer.statusCode())
        .onFailure()
        .recoverWithItem("away")
        .map(
            state ->
                HealthCheckResponse.named(Dependency.KEYCLOAK.label())
                    .status(state.equals("ready"))
                    .withData("state", state)
                    .build());
  }
}
