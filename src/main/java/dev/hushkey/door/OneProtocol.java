package dev.hushkey.door;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Does not change the protocol in the middle of a connection: a request that asks for that by
 * {@code Upgrade: h2c} and then speaks HTTP/1.1 would wait for an answer for ever. Over TLS, HTTP/2
 * is agreed on beforehand.
 */
@Singleton
class OneProtocol implements HttpServerOptionsCustomizer {

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
