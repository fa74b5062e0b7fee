package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * Plays Google's receiver of security event tokens: it takes what RFC 8935, RFC 8417 and Google's
 * page about unlinking ask for, signed by a key of our JWKS, and refuses all else as RFC 8935 §2.3
 * says; until a test lets it answer otherwise.
 */
public final class SecurityEventReceiver extends StandIn {

  /** How often an event may be sent in vain. */
  public static final int TRIES = 2;

  private static final String EVENT =
      "https://schemas.openid.net/secevent/oauth/event-type/token-revoked";
  private static final String BEARER = "what Google's sidecar writes";
  private static final String GOOGLE = "hushkey.assistants.google.security-events.";

  private final List<JsonObject> taken = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private volatile Fault fault;

  @Override
  Map<String, String> settings(String address) {
    return Map.of(
        GOOGLE + "endpoint",
        address + "/events",
        GOOGLE + "bearer-token-file",
        bearerFile().toString(),
        GOOGLE + "tries",
        Integer.toString(TRIES),
        GOOGLE + "timeout",
        "PT10S",
        GOOGLE + "within",
        "PT1H");
  }

  private static Path bearerFile() {
    try {
      Path file = Files.createTempFile("security-events", "token");
      file.toFile().deleteOnExit();
      return Files.writeString(file, BEARER + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes events again, and remembers none. */
  public void reset() {
    CircuitBreakerMaintenance.get().resetAll();
    Database.update("delete from upstream_pause");
    fault = null;
    taken.clear();
    refused.clear();
  }

  /** The claims of what was taken. */
  public List<JsonObject> taken() {
    return List.copyOf(taken);
  }

  /** What was wrong with what was not, or what was not looked at. */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  /** The members of the event of what was taken. */
  public static JsonObject event(JsonObject claims) {
    return claims.getJsonObject("events").getJsonObject(EVENT);
  }

  /** How an event names a token. */
  public static String identifier(String token) {
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      byte[] once = sha512.digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha512.digest(once));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From now on this is answered, without a look. */
  public void answer(int status, String body, Map<String, String> headers) {
    fault = new Fault(status, body, headers);
  }

  @Override
  void handle(HttpExchange exchange) throws IOException {
    String body = body(exchange);
    Fault now = fault;
    if (now != null) {
      refused.add("answered " + now.status());
      reply(exchange, now);
      return;
    }
    List<String> wrong = new ArrayList<>();
    check(exchange, body, wrong);
    if (wrong.isEmpty()) {
      reply(exchange, 202, "");
    } else {
      refused.addAll(wrong);
      reply(exchange, 400, "{\"err\": \"invalid_request\", \"description\": \"see the test\"}");
    }
  }

  private void check(HttpExchange exchange, String body, List<String> wrong) {
    require(exchange.getRequestMethod().equals("POST"), "the method", wrong);
    require("application/secevent+jwt".equals(header(exchange, "Content-Type")), "type", wrong);
    require("application/json".equals(header(exchange, "Accept")), "what is accepted", wrong);
    require(("Bearer " + BEARER).equals(header(exchange, "Authorization")), "the bearer", wrong);
    JsonObject claims = verified(body, wrong);
    String issuer = new Linking(TestStack.current()).issuer();
    require(issuer.equals(claims.getString("iss")), "iss", wrong);
    require("google_account_linking".equals(claims.getValue("aud")), "aud", wrong);
    require(isNow(claims.getValue("iat")), "iat", wrong);
    require(isNow(claims.getValue("toe")), "toe", wrong);
    require(claims.getString("jti") != null, "jti", wrong);
    require(
        claims.fieldNames().equals(Set.of("iss", "aud", "iat", "toe", "jti", "events")),
        "claims " + claims.fieldNames(),
        wrong);
    JsonObject events = claims.getJsonObject("events", new JsonObject());
    require(events.fieldNames().equals(Set.of(EVENT)), "events", wrong);
    JsonObject event = events.getJsonObject(EVENT, new JsonObject());
    require("oauth_token".equals(event.getString("subject_type")), "subject_type", wrong);
    require("refresh_token".equals(event.getString("token_type")), "token_type", wrong);
    require("hash_SHA512_double".equals(event.getString("token_identifier_alg")), "alg", wrong);
    require(event.getString("token", "").matches("[0-9a-f]{128}"), "token", wrong);
    if (wrong.isEmpty()) {
      taken.add(claims);
    }
  }

  private static boolean isNow(Object seconds) {
    return seconds instanceof Number number
        && Math.abs(Instant.now().getEpochSecond() - number.longValue()) < 120;
  }

  private JsonObject verified(String token, List<String> wrong) {
    try {
      JsonWebSignature signed = new JsonWebSignature();
      signed.setCompactSerialization(token);
      require("secevent+jwt".equals(signed.getHeader("typ")), "typ", wrong);
      require("RS256".equals(signed.getAlgorithmHeaderValue()), "alg of the signature", wrong);
      JsonWebKeySet keys = new JsonWebKeySet(jwks());
      signed.setKey(
          new JwksVerificationKeyResolver(keys.getJsonWebKeys()).resolveKey(signed, List.of()));
      require(signed.verifySignature(), "the signature", wrong);
      return new JsonObject(signed.getUnverifiedPayload());
    } catch (JoseException e) {
      wrong.add(e.toString());
      return new JsonObject();
    }
  }

  private String jwks() {
    URI address = URI.create(new Linking(TestStack.current()).issuer() + "/oauth2/jwks");
    try {
      return http.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  private static void require(boolean holds, String what, List<String> wrong) {
    if (!holds) {
      wrong.add(what);
    }
  }
}
