package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.testing.CapturedLog;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Keycloak that is unavailable or confused cannot make us believe. */
class RealmWatchTest {

  private static final String KEYS = "{\"keys\":[{\"kid\":\"k\",\"n\":\"1\"}]}";
  private static final String PAGE = "{\"realm\":\"hushkey\",\"tokens-not-before\":7}";

  private final Realm realm = new Realm();
  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer keycloak;
  private RealmWatch watch;

  private volatile int status = 200;
  private volatile String keys = KEYS;
  private volatile String page = PAGE;
  private volatile Duration delay = Duration.ZERO;

  @BeforeEach
  void start() throws IOException {
    keycloak = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keycloak.createContext("/certs", exchange -> answer(exchange, keys));
    keycloak.createContext("/realm", exchange -> answer(exchange, page));
    keycloak.setExecutor(threads);
    keycloak.start();
    watch = waiting(Duration.ofSeconds(5));
  }

  private RealmWatch waiting(Duration limit) {
    String address = "http://127.0.0.1:" + keycloak.getAddress().getPort();
    return new RealmWatch(
        realm,
        new RealmPages(WebClient.create(vertx), address + "/realm"),
        () -> Optional.of(address + "/certs"),
        limit);
  }

  @AfterEach
  void stop() {
    keycloak.stop(0);
    threads.shutdownNow();
    vertx.closeAndAwait();
  }

  private void answer(HttpExchange exchange, String body) throws IOException {
    try (exchange) {
      Thread.sleep(delay);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    watch.look().await().atMost(Duration.ofSeconds(15));
  }

  @Test
  void keysAndNotBefore_areSeen() {
    look();
    assertThat(realm.state().keys()).containsOnlyKeys("k");
    assertThat(realm.state().notBefore()).isEqualTo(7);
    keys = "{\"keys\":[]}";
    look();
    assertThat(realm.state().withdrawn()).containsExactly("k");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500|{}",
        "404|{\"error\":\"Realm does not exist\"}",
        "503|{\"keys\":[],\"tokens-not-before\":9}",
        "200|<html>",
        "200|{}",
        "200|[]",
        "200|{\"keys\":null,\"tokens-not-before\":null}",
        "200|{\"keys\":\"x\",\"tokens-not-before\":\"x\"}"
      })
  void answerThatIsNone_changesNothing(int odd, String body) {
    look();
    Realm.State before = realm.state();
    status = odd;
    keys = body;
    page = body;
    look();
    assertThat(realm.state()).isSameAs(before);
  }

  @Test
  void silence_changesNothing_andIsLoggedOnce() {
    look();
    Realm.State before = realm.state();
    try (CapturedLog log = CapturedLog.start()) {
      watch = waiting(Duration.ofMillis(200));
      delay = Duration.ofSeconds(1);
      look();
      look();
      assertThat(log.text()).containsOnlyOnce("Reading the realm's keys: fails for now");
    }
    keycloak.stop(0);
    look();
    assertThat(realm.state()).isSameAs(before);
  }

  @Test
  void oneUnreadablePage_doesNotHideTheOther() {
    keys = "<html>";
    look();
    assertThat(realm.state().notBefore()).isEqualTo(7);
    keys = KEYS;
    page = "<html>";
    look();
    assertThat(realm.state().keys()).containsOnlyKeys("k");
    assertThat(realm.state().notBefore()).isEqualTo(7);
  }
}
