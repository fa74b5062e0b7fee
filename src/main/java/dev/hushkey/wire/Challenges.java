package dev.hushkey.wire;

import java.util.List;

/**
 * How our own callers are asked to authenticate, <a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750 §3</a> and <a
 * href="https://www.rfc-editor.org/rfc/rfc9449#section-7.1">RFC 9449 §7.1</a>. An error is named to
 * those only who sent a token, with the scheme that they used.
 */
public final class Challenges {

  /** The algorithms of DPoP proofs that we take, and that the metadata list. */
  public static final List<String> DPOP_ALGORITHMS = List.of("ES256", "RS256");

  /** RFC 6750 §3.1: get a new token. */
  public static final String INVALID_TOKEN = "invalid_token";

  /** RFC 6750 §3.1: another token of the same kind does not help. */
  public static final String INSUFFICIENT_SCOPE = "insufficient_scope";

  private static final String REALM = " realm=\"hushkey\"";
  private static final String DPOP = "DPoP ";
  private static final String BEARER = "Bearer ";

  private Challenges() {}

  private static List<String> of(String authorization, String error) {
    boolean usedDpop = begins(authorization, DPOP);
    String named = ", error=\"" + error + "\"";
    String bearer = "Bearer" + REALM + (begins(authorization, BEARER) ? named : "");
    String dpop =
        "DPoP"
            + REALM
            + (usedDpop ? named : "")
            + ", algs=\""
            + String.join(" ", DPOP_ALGORITHMS)
            + '"';
    return usedDpop ? List.of(dpop, bearer) : List.of(bearer, dpop);
  }

  private static List<String> ofBearer(String authorization, String error) {
    return of(authorization, error).stream().filter(value -> value.startsWith(BEARER)).toList();
  }

  /**
   * The values of {@code WWW-Authenticate} at an address. Introspection takes bearer tokens only.
   *
   * @param authorization the header that was sent; may be null
   * @param error of RFC 6750 §3.1
   */
  public static List<String> at(String path, String authorization, String error) {
    return Audience.of(path) == Audience.CLIENT
        ? ofBearer(authorization, error)
        : of(authorization, error);
  }

  private static boolean begins(String authorization, String scheme) {
    return authorization != null
        && (authorization.strip() + " ").regionMatches(true, 0, scheme, 0, scheme.length());
  }
}
