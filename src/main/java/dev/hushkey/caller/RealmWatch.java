package dev.hushkey.caller;

import dev.hushkey.timeout.TimeoutSettings;
import dev.hushkey.wire.RepeatedWork;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Looks regularly at what Keycloak tells everybody of the realm: its keys, and {@code
 * tokens-not-before} on the realm's own page. Quarkus looks at the keys only when a token names one
 * that it does not know, and never at the not-before
 * (docs/adr/0053-verified-callers-are-remembered.md).
 */
@Singleton
class RealmWatch {

  private static final int OK = 200;

  private final Realm realm;
  private final RealmPages pages;
  private final Supplier<Optional<String>> keys;
  private final Duration limit;

  private final RepeatedWork keysLook = looking("keys");
  private final RepeatedWork notBeforeLook = looking("not-before");

  @Inject
  RealmWatch(
      Realm realm, RealmPages pages, Provider<TenantConfigBean> tenants, TimeoutSettings timeouts) {
    this(realm, pages, () -> keysOf(tenants.get()), timeouts.keycloak().answer());
  }

  RealmWatch(Realm realm, RealmPages pages, Supplier<Optional<String>> keys, Duration limit) {
    this.realm = realm;
    this.pages = pages;
    this.keys = keys;
    this.limit = limit;
  }

  private static RepeatedWork looking(String page) {
    return new RepeatedWork("Reading the realm's " + page, thrown -> Optional.of(why(thrown)));
  }

  /** Vert.x has several exceptions for it, one of which names the port. */
  private static String why(Throwable thrown) {
    return thrown instanceof TimeoutException ? "no answer in time" : thrown.toString();
  }

  /** Empty until Quarkus has reached Keycloak; then it has accepted no token either. */
  private static Optional<String> keysOf(TenantConfigBean tenants) {
    return Optional.ofNullable(tenants.getDefaultTenant().getOidcMetadata())
        .map(OidcConfigurationMetadata::getJsonWebKeySetUri);
  }

  void schedule(@Observes StartupEvent started, Scheduler scheduler, CallerSettings settings) {
    scheduler
        .newJob("realm: look")
        .setInterval(settings.lookEvery().toString())
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> look())
        .schedule();
  }

  /** Looks once. A page that cannot be read says nothing: what was known stays. */
  Uni<Void> look() {
    return keysLook.round(this::lookAtKeys).chain(() -> notBeforeLook.round(this::lookAtNotBefore));
  }

  private Uni<Void> lookAtKeys() {
    Optional<String> address = keys.get();
    if (address.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Set<String> before = realm.known();
    return read(address.get())
        .invoke(page -> realm.learnKeys(member(page, "keys", JsonArray.class), before))
        .replaceWithVoid();
  }

  private Uni<Void> lookAtNotBefore() {
    return read(pages.realm())
        .invoke(
            page ->
                realm.learnNotBefore(member(page, "tokens-not-before", Number.class).longValue()))
        .replaceWithVoid();
  }

  private Uni<JsonObject> read(String address) {
    return pages
        .get(address, limit)
        .map(
            answer -> {
              if (answer.statusCode() != OK) {
                throw new IllegalStateException(address + ": status " + answer.statusCode());
              }
              return answer.bodyAsJsonObject();
            });
  }

  private static <T> T member(JsonObject page, String name, Class<T> type) {
    if (!type.isInstance(page.getValue(name))) {
      throw new IllegalStateException("the answer has no " + name);
    }
    return type.cast(page.getValue(name));
  }
}
