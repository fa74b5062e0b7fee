package dev.hushkey.caller;

import dev.hushkey.failure.Dependency;
import dev.hushkey.health.DependencyCheck;
import dev.hushkey.health.SharedLook;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Well means: the realm's metadata is served, so people can log in and tokens can be verified.
 * Assistants' refreshes and token requests need no Keycloak.
 */
@Wellness
@Singleton
class KeycloakHealthCheck extends DependencyCheck {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int OK = 200;

  private final RealmPages pages;
  private final SharedLook<String> look = new SharedLook<>(this::ask);

  @Inject
  KeycloakHealthCheck(RealmPages pages) {
    super(Dependency.KEYCLOAK);
    this.pages = pages;
  }

  @Override
  protected Uni<String> state() {
    return look.get();
  }

  private Uni<String> ask() {
    return pages
        .get(pages.realm() + "/.well-known/openid-configuration", LIMIT)
        .map(answer -> answer.statusCode() == OK ? "ready" : "status " + answer.statusCode())
        .onFailure(TimeoutException.class)
        .recoverWithItem("no answer in time")
        .onFailure()
        .recoverWithItem("away");
  }
}
