package dev.hushkey.door;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a correct request wrong, in one to three ways, at random but repeatably. */
final class Mutations {

  private static final Pattern MEMBER_VALUE =
      Pattern.compile("(\"[A-Za-z]+\"):(\"[^\"]*\"|true|false|[0-9.]+)");

  private static final List<String> JSON_VALUES =
      List.of(
          "null",
          "\"\"",
          "\" \"",
          "true",
          "false",
          "\"true\"",
          "0",
          "-1",
          "1.5",
          "1e400",
          "-1e-400",
          "9".repeat(400),
          "[]",
          "[null]",
          "[[]]",
          "{}",
          "{\"a\":{}}",
          "[".repeat(300) + "]".repeat(300),
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u202e\\u200b\"",
          "\"\\n2026-01-01 ERROR\"",
          "\"" + "x".repeat(300) + "\"",
          "\"" + "x".repeat(70_000) + "\"",
          "\"\u00e9\ud83d\ude00\"",
          "\"'; drop table link; --\"",
          "\"../../etc/passwd\"",
          "NaN",
          "undefined",
          "'x'",
          "0x1");

  private static final List<String> FORM_VALUES =
      List.of(
          "",
          "%00",
          "%zz",
          "%",
          "%ff%fe",
          "%C3%28",
          "%ED%A0%80",
          "+",
          "a%0d%0ab",
          "x".repeat(600),
          "x".repeat(20_000),
          "%F0%9F%98%80",
          "[]",
          "{\"a\":1}",
          "-1",
          "null",
          "..",
          "a.b.c",
          "https://evil.example/%23x",
          "javascript:alert(1)");

  private static final List<String> FORM_TAILS =
      List.of(
          "&",
          "&&",
          "&=",
          "=",
          "&x",
          "&=x",
          "&x=%zz",
          "&a=1&a=2",
          ";a=1",
          "&a[b]=1",
          "\u0000",
          "&%");

  private static final List<String> ACCEPTS =
      List.of(
          "text/html",
          "foo",
          "*/*;q=0",
          "application/xml",
          "application/json;q=0.1, text/html",
          "",
          ",",
          "/",
          "application/json;q=zz",
          "text/*",
          "application/*;v=\"",
          "a/b".repeat(500));

  private static final List<String> TYPES =
      List.of(
          "",
          "foo",
          "/",
          ";",
          "text/plain",
          "text/html",
          "application/xml",
          "multipart/form-data",
          "multipart/form-data; boundary=x",
          "application/json; charset=utf-16",
          "application/json;charset='utf-8'",
          "application/json;charset=nope",
          "application/x-www-form-urlencoded;charset='utf-8'",
          "application/x-www-form-urlencoded;charset=utf-7",
          "application/x-www-form-urlencoded;charset=nope",
          "application/x-www-form-urlencoded;charset=",
          "application/x-www-form-urlencoded; charset=\"iso-8859-1\"",
          "application/x-www-form-urlencoded;;",
          "application/json/json",
          "*/*",
          "application/problem+json");

  private static final List<String> TOKENS =
      List.of(
          "Bearer",
          "Bearer ",
          "Bearer .",
          "Bearer ..",
          "Bearer a.b.c",
          "Bearer " + jwt("{\"alg\":\"none\"}", "{\"sub\":\"x\"}", ""),
          "Bearer " + jwt("{\"alg\":\"RS256\"}", "{\"sub\":\"x\"}", ""),
          "Bearer " + jwt("{\"alg\":\"RS256\"}", "{\"iat\":1e30,\"exp\":1e30}", "c2ln"),
          "Bearer " + jwt("{\"alg\":\"RS256\",\"kid\":5}", "{\"exp\":\"x\"}", "c2ln"),
          "Bearer " + jwt("{\"alg\":\"RS256\",\"kid\":\"x\",\"crit\":[\"y\"]}", "{}", "c2ln"),
          "Bearer " + jwt("{\"alg\":\"RS256\",\"zip\":\"DEF\"}", "{\"iss\":{}}", "c2ln"),
          "Bearer " + jwt("{\"alg\":\"ES256\"}", "{\"sub\":[]}", "c2ln"),
          "Bearer " + jwt("{\"alg\":\"HS256\"}", "{}", "c2ln"),
          "Bearer " + jwt("[]", "[]", "c2ln"),
          "Bearer " + jwt("{\"enc\":\"A128GCM\",\"alg\":\"RSA-OAEP\"}", "x", "c2ln"),
          "Bearer a.b.c.d.e",
          "Bearer x y",
          "Bearer\tx",
          "Bearer \u00e9",
          "Bearer " + "x".repeat(7000),
          "DPoP",
          "DPoP ..",
          "DPoP " + jwt("{\"alg\":\"ES256\"}", "{}", "c2ln"),
          "Basic",
          "Basic !!!",
          "Basic Og==",
          "Basic OjpYOjo=",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString("alexa-skill-link:%zz".getBytes(StandardCharsets.UTF_8)),
          "Basic "
              + Base64.getEncoder()
                  .encodeToString("alexa-skill-link:guess".getBytes(StandardCharsets.UTF_8)),
          "Negotiate x",
          "",
          " ",
          ",");

  private static final List<String> PROOFS =
      List.of(
          "",
          "..",
          "a.b.c",
          jwt("{\"typ\":\"dpop+jwt\",\"alg\":\"none\",\"jwk\":{}}", claims("\"1\"", "17"), ""),
          proof("{\"kty\":\"EC\"}", claims("\"1\"", "17")),
          proof(
              "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
              claims("\"2\"", "17")),
          proof("{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}", claims("\"3\"", "17")),
          proof("{\"kty\":\"oct\",\"k\":\"AA\"}", claims("\"4\"", "17")),
          proof("{\"kty\":\"EC\"}", claims("\"\"", "17")),
          proof("{\"kty\":\"EC\"}", claims("\"5\"", "1e30")),
          proof("{\"kty\":\"EC\"}", claims("\"6\"", "1" + "0".repeat(30))),
          proof("{}", "{}"));

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO", "get");

  private static final List<String> PATH_TAILS =
      List.of(
          ";x",
          "%3B",
          "%2F",
          "%5C",
          "%00",
          "/..",
          "/.",
          "//",
          "/",
          "/x",
          "%zz",
          "%",
          "\\",
          "%252F",
          "\u00e9",
          "%C3%A9",
          "'",
          "\"",
          "<x>",
          "*",
          "/%2e%2e/x",
          "~",
          "/" + "a".repeat(3000));

  private static final List<String> QUERIES =
      List.of(
          "?",
          "?x",
          "?x=1",
          "?limit=abc",
          "?limit=%zz",
          "?user=",
          "?user=a&user=b",
          "?region=x",
          "?region=",
          "?%00=%00",
          "?state=%F0%9F",
          "?" + "a=1&".repeat(800),
          "??",
          "?=",
          "?&");

  private static final List<String> HEADERS =
      List.of(
          "Cookie: q_session_login=x",
          "Cookie: q_session=x; q_auth=y",
          "Cookie: =;;=",
          "Content-Encoding: gzip",
          "Content-Encoding: br, gzip",
          "Transfer-Encoding: gzip",
          "Expect: 100-continue",
          "Expect: foo",
          "Range: bytes=0-1",
          "If-None-Match: *",
          "If-Match: \"x\"",
          "If-Modified-Since: yesterday",
          "Accept-Language: xx, *;q=foo",
          "Accept-Charset: nope",
          "Accept-Encoding: gzip, br;q=zz",
          "X-Forwarded-For: 1.2.3.4",
          "X-Forwarded-Proto: gopher",
          "X-Forwarded-Prefix: /x",
          "Forwarded: for=\"[::1]\"",
          "X-HTTP-Method-Override: DELETE",
          "Origin: null",
          "Upgrade: h2c",
          "Upgrade: websocket",
          "Connection: Upgrade, HTTP2-Settings",
          "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
          "X-Correlation-Id: a b",
          "traceparent: 00-zz",
          "X-Long: " + "x".repeat(6000));

  private final Random random;

  Mutations(long seed) {
    this.random = new Random(seed);
  }

  private static String jwt(String header, String claims, String signature) {
    return encode(header) + "." + encode(claims) + "." + signature;
  }

  private static String proof(String jwk, String claims) {
    return jwt("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + jwk + "}", claims, "c2ln");
  }

  private static String claims(String jti, String iat) {
    return "{\"htm\":\"POST\",\"htu\":\"http://127.0.0.1/\",\"ath\":\"x\",\"jti\":"
        + jti
        + ",\"iat\":"
        + iat
        + "}";
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** One to three changes. */
  WireRequest mutate(WireRequest request) {
    List<UnaryOperator<WireRequest>> ways =
        new ArrayList<>(
            List.of(this::header, this::authorization, this::method, this::path, this::accept));
    if (request.body().length > 0) {
      ways.addAll(Collections.nCopies(6, this::body));
      ways.add(this::contentType);
      ways.add(this::bytes);
    }
    WireRequest mutated = request;
    int changes = random.nextInt(10) < 7 ? 1 : 2 + random.nextInt(2);
    for (int i = 0; i < changes; i++) {
      mutated = pick(ways).apply(mutated);
    }
    return mutated;
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private WireRequest accept(WireRequest request) {
    return request.with("Accept", pick(ACCEPTS));
  }

  private WireRequest contentType(WireRequest request) {
    return random.nextInt(6) == 0
        ? request.without("Content-Type")
        : request.replacing("Content-Type", pick(TYPES));
  }

  private WireRequest header(WireRequest request) {
    String[] header = pick(HEADERS).split(": ", 2);
    return request.with(header[0], header[1]);
  }

  private WireRequest authorization(WireRequest request) {
    return switch (random.nextInt(5)) {
      case 0 -> request.without("Authorization");
      case 1 -> request.with("Authorization", pick(TOKENS));
      case 2 -> asDpop(request);
      default -> request.replacing("Authorization", pick(TOKENS));
    };
  }

  private WireRequest asDpop(WireRequest request) {
    String given =
        request.headers().stream()
            .filter(header -> header.getKey().equals("Authorization"))
            .map(header -> header.getValue().replaceFirst("Bearer", "DPoP"))
            .findFirst()
            .orElse("DPoP x");
    return request.replacing("Authorization", given).with("DPoP", pick(PROOFS));
  }

  private WireRequest method(WireRequest request) {
    return request.withMethod(pick(METHODS));
  }

  private WireRequest path(WireRequest request) {
    String target = request.target();
    return switch (random.nextInt(4)) {
      case 0 -> request.withTarget(target.replaceFirst("\\?.*", "") + pick(QUERIES));
      case 1 -> request.withTarget(target + (target.contains("?") ? "&x=1" : pick(QUERIES)));
      case 2 -> request.withTarget(pick(List.of("/", "//", "/x", "*", "/V1/links", "/v1", "/q")));
      default -> request.withTarget(target.replaceFirst("\\?.*", "") + pick(PATH_TAILS));
    };
  }

  private WireRequest body(WireRequest request) {
    String text = request.bodyText();
    return request.withBody(text.startsWith("{") ? json(text) : form(text));
  }

  private String json(String text) {
    return switch (random.nextInt(9)) {
      case 0 -> text.replaceFirst("\\{", "{" + member() + ",");
      case 1 -> text + pick(List.of(" ", "{}", text, "x", "]", "\u0000", "//"));
      case 2 -> text.substring(0, random.nextInt(text.length()));
      case 3 -> pick(JSON_VALUES);
      case 4 -> replaceOne(text, found -> "\"unknown\":1");
      case 5 -> replaceOne(text, found -> found.group() + "," + found.group());
      default -> replaceOne(text, found -> found.group(1) + ":" + pick(JSON_VALUES));
    };
  }

  private String member() {
    return pick(
        List.of(
            "\"x\":1",
            "\"x\\n2026 ERROR forged\":1",
            "\"\":null",
            "\"" + "n".repeat(60_000) + "\":1",
            "\"__proto__\":{}",
            "\"@class\":\"java.lang.Object\""));
  }

  private interface Replacement {
    String of(Matcher found);
  }

  private String replaceOne(String text, Replacement replacement) {
    long members = MEMBER_VALUE.matcher(text).results().count();
    if (members == 0) {
      return pick(JSON_VALUES);
    }
    Matcher matcher = MEMBER_VALUE.matcher(text);
    for (int skip = random.nextInt((int) members); skip >= 0; skip--) {
      matcher.find();
    }
    return text.substring(0, matcher.start())
        + replacement.of(matcher)
        + text.substring(matcher.end());
  }

  private String form(String text) {
    List<String> pairs = new ArrayList<>(List.of(text.split("&")));
    if (pairs.isEmpty()) {
      return text + pick(FORM_TAILS);
    }
    int chosen = random.nextInt(pairs.size());
    String name = pairs.get(chosen).replaceFirst("=.*", "");
    switch (random.nextInt(6)) {
      case 0 -> pairs.remove(chosen);
      case 1 -> pairs.add(pairs.get(chosen));
      case 2 -> pairs.add(name + "=" + pick(FORM_VALUES));
      case 3 -> {
        return text + pick(FORM_TAILS);
      }
      default -> pairs.set(chosen, name + "=" + pick(FORM_VALUES));
    }
    return String.join("&", pairs);
  }

  /** Bytes that are no text, another encoding, more than is allowed. */
  private WireRequest bytes(WireRequest request) {
    byte[] body = request.body().clone();
    return switch (random.nextInt(6)) {
      case 0 -> request.withBody(request.bodyText().getBytes(StandardCharsets.UTF_16));
      case 1 -> request.withBody("\ufeff" + request.bodyText());
      case 2 -> request.withBody(new byte[0]);
      case 3 -> request.withBody(new byte[300 * 1024]);
      case 4 -> {
        random.nextBytes(body);
        yield request.withBody(body);
      }
      default -> {
        if (body.length > 0) {
          body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        yield request.withBody(body);
      }
    };
  }
}
