package dev.hushkey.assistant;

import dev.hushkey.settings.By;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What we know of one assistant. */
public interface AssistantBlock {

  /** What the assistant is called on our pages. Vendors want their own spelling. */
  String displayName();

  /** The client id that the assistant shows us, RFC 6749 §2.2. */
  String clientId();

  /**
   * References to the client's secrets, {@code file:PATH} or {@code env:NAME}; several are valid at
   * once while one is rotated.
   */
  List<String> clientSecrets();

  /**
   * All redirect URIs, as the vendor's console shows them. They are compared character by
   * character, RFC 6749 §3.1.2.2 and RFC 9700 §2.1; patterns are refused.
   */
  Set<String> redirectUris();

  /** The scopes that may be asked for. A scope never widens what the user ticks per device. */
  @WithDefault("devices")
  Set<String> scopes();

  /** Whether a request without PKCE is refused. Amazon turns PKCE on per skill, hence a setting. */
  @WithDefault("false")
  boolean pkceRequired();

  /**
   * Whether authorization requests must be pushed, RFC 9126 §5. No voice assistant that we know
   * pushes them, hence a setting; for a client that does, nothing of the request can be altered in
   * the browser.
   */
  @WithDefault("false")
  boolean parRequired();

  /**
   * Life of a code, at most {@code PT10M}, which RFC 6749 §4.1.2 recommends as the maximum;
   * assistants need seconds.
   */
  @WithDefault("PT5M")
  Duration codeLifetime();

  /** Life of our access tokens, at least {@code PT6M}, Alexa's minimum. Longer: fewer refreshes. */
  @WithDefault("PT1H")
  Duration accessTokenLifetime();

  /**
   * How the client may authenticate, {@code client-secret-basic} and {@code client-secret-post};
   * what it does not use should not be open.
   */
  @WithDefault("client-secret-basic,client-secret-post")
  Set<ClientAuthenticationMethod> clientAuthenticationMethods();

  /** What access tokens look like: {@code jwt} or {@code opaque}, which Google wants. */
  @WithDefault("jwt")
  TokenFormat tokenFormat();

  /**
   * What signs access tokens that are JWTs: {@code es256}, or {@code rs256} for an assistant that
   * cannot verify ES256.
   */
  @WithDefault("es256")
  SigningAlgorithm signingAlgorithm();

  /**
   * What happens to a refresh token when it is used: {@code stable}, it stays the same for ever;
   * {@code successor-first-use}, there is a new one each time, and the old one works until the new
   * one is used (docs/adr/0013-a-refresh-token-lives-until-its-successor-is-used.md).
   */
  @WithDefault("stable")
  RefreshPolicy refreshPolicy();

  /**
   * How long a refresh token lives that is not used; longer than {@code access-token-lifetime}.
   * Each use starts it anew; a change applies from the next use on. Absent: for ever, as Alexa and
   * Google ask. Shorter than a long holiday of the camera's owner: broken links.
   */
  Optional<Duration> refreshTokenLifetime();

  /**
   * What the vendor wants said on the consent page, by language ({@code en}, {@code de} …). Shown
   * word for word above the buttons; a language without one shows the English words.
   */
  @By("language")
  Map<String, String> consentWording();

  /**
   * Where the assistant's own tokens come from. Absent for one that gives us none by OAuth, such as
   * Google: nothing can be handed out then.
   */
  Optional<UpstreamBlock> upstream();

  /**
   * Linking that starts in the camera company's app (docs/app-to-app.md). Absent: there is none,
   * and its API answers 404.
   */
  Optional<AppToAppSettings> appToApp();

  /** The assistant as an OAuth server of which we are a client. */
  interface UpstreamBlock {

    /** The token endpoint, such as Login with Amazon's. */
    URI tokenEndpoint();

    /** Our client id there. */
    String clientId();

    /** References to our client secrets there; the first is sent. */
    List<String> clientSecrets();

    /**
     * The redirect URI to repeat when a code is exchanged, RFC 6749 §4.1.3. Absent for Amazon's
     * AcceptGrant, whose code was not obtained through a redirect; other servers insist on it.
     */
    Optional<String> redirectUri();

    /** Where events go, by region. Tokens are valid in the region of their link only. */
    @By("region")
    Map<String, URI> eventEndpoints();

    /** The region of a grant that does not say one. */
    String defaultRegion();

    /**
     * How long before its end a token is refreshed. Longer: fewer tokens that die under way;
     * shorter: fewer refreshes. Must be shorter than the life of a token.
     */
    @WithDefault("PT5M")
    Duration refreshAhead();

    /** How long we wait for an answer. Alexa waits 8 s for the skill, which waits for us. */
    @WithDefault("PT3S")
    Duration timeout();
  }
}
