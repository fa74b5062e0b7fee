package dev.hushkey.caller;

import dev.hushkey.wire.QuarkusSettings;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** What the realm tells everybody: its metadata, its keys, its not-before. */
@Singleton
class RealmPages {

  private final WebClient client;
  private final String realm;

  @Inject
  RealmPages(Vertx vertx, QuarkusSettings settings, TlsConfigurationRegistry tls) {
    this(
        WebClient.create(vertx, trusting(settings, tls)),
        settings.oidc().authServerUrl().toString());
  }

  RealmPages(WebClient client, String realm) {
    this.client = client;
    this.realm = realm;
  }

  /** Whom OIDC trusts, or a Keycloak with an authority of its own would look unavailable. */
  private static WebClientOptions trusting(QuarkusSettings settings, TlsConfigurationRegistry tls) {
    WebClientOptions options = new WebClientOptions();
    TlsConfiguration.from(tls, settings.oidc().tls().tlsConfigurationName())
        .ifPresent(found -> options.setTrustOptions(found.getTrustStoreOptions()));
    return options;
  }

  /** The address of the realm. */
  String realm() {
    return realm;
  }

  /** Reads a page; fails when there is no answer within the limit. */
  Uni<HttpResponse<Buffer>> get(String address, Duration limit) {
    return client
        .getAbs(address)
        .timeout(limit.toMillis())
        .send()
        .ifNoItem()
        .after(limit)
        .failWith(TimeoutException::new);
  }
}
