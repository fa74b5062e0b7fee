package dev.hushkey.assistant;

import dev.hushkey.settings.By;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The configuration of one assistant. */
public interface AssistantBlock {

  /** The assistant's name on our pages. Vendors insist on their own spelling. */
  String displayName();

  /** The assistant's client id at our server, RFC 6749 §2.2. */
  String clientId();

  /**
   * References to the client's secrets, {@code file:PATH} or {@code env:NAME}; several may be valid
   * at once during a rotation. Letters, digits and {@code - . _ ~} survive HTTP Basic whether or
   * not a client encodes them first, as RFC 6749 §2.3.1 asks; the start warns of {@code %}, {@code
   * +}, spaces, and what is not ASCII.
   */
  List<String> clientSecrets();

  /**
   * All redirect URIs, as the vendor's console shows them. They are compared character by
   * character, RFC 6749 §3.1.2.2 and RFC 9700 §2.1; patterns are refused.
   */
  Set<String> redirectUris();

  /** The scopes that may be requested. A scope never widens what the user ticks per device. */
  @WithDefault("devices")
  Set<String> scopes();

  /** Whether a request without PKCE is refused. Amazon turns PKCE on per skill, hence a setting. */
  @WithDefault("false")
  boolean pkceRequired();

  /**
   * Whether authorization requests must be pushed, RFC 9126 §5. No voice assistant that we know of
   * pushes them, hence a setting; if a client does, the request cannot be altered in the browser.
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
   * leave out what it does not use.
   */
  @WithDefault("client-secret-basic,client-secret-post")
  Set<ClientAuthenticationMethod> clientAuthenticationMethods();

  /** The format of access tokens: {@code jwt}, or {@code opaque}, which Google requires. */
  @WithDefault("jwt")
  TokenFormat tokenFormat();

  /**
   * The algorithm that signs JWT access tokens: {@code es256}, or {@code rs256} for an assistant
   * that cannot verify ES256.
   */
  @WithDefault("es256")
  SigningAlgorithm signingAlgorithm();

  /**
   * What happens to a refresh token when it is used: {@code stable}, it never changes; {@code
   * successor-first-use}, there is a new one each time, and the old one works until the new one is
   * used (docs/adr/0013-a-refresh-token-lives-until-its-successor-is-used.md).
   */
  @WithDefault("stable")
  RefreshPolicy refreshPolicy();

  /**
   * How long an unused refresh token lives; longer than {@code access-token-lifetime}. Each use
   * restarts the time; a change applies from the next use on. Absent: for ever, as Alexa and Google
   * require. Shorter than the owner's longest holiday: broken links.
   */
  Optional<Duration> refreshTokenLifetime();

  /**
   * How many living links a user may have with this assistant, 1 to 100: in a household each adult
   * links the same devices with a voice-assistant account of their own. One more ends the link that
   * was not used for the longest time. {@code 1}: a new link always replaces the one before.
   * Larger: each hand-out looks at more links.
   */
  @WithDefault("1")
  int linksPerUser();

  /**
   * The vendor's wording for the consent page, by language ({@code en}, {@code de} …). Shown word
   * for word above the buttons; languages without one show the English text.
   */
  @By("language")
  Map<String, String> consentWording();

  /**
   * Where the assistant's own tokens come from. Absent for one that issues us none by OAuth, such
   * as Google: then nothing can be handed out.
   */
  Optional<UpstreamBlock> upstream();

  /**
   * Linking that starts in the camera company's app (docs/app-to-app.md). Absent: it is off, and
   * its API answers 404.
   */
  Optional<AppToAppSettings> appToApp();

  /**
   * Where the assistant hears that a link has ended. Absent: it finds out when it uses its token.
   */
  Optional<EndOfLinkSettings.SecurityEvents> securityEvents();

  /** The assistant as an OAuth server, with us as its client. */
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

    /** Where events go, by region. A token is valid only in its link's region. */
    @By("region")
    Map<String, URI> eventEndpoints();

    /** The region of a grant that names none. */
    String defaultRegion();

    /**
     * How long before it expires a token is refreshed. Longer: fewer tokens expire on their way;
     * shorter: fewer refreshes. Must be shorter than the life of a token.
     */
    @WithDefault("PT5M")
    Duration refreshAhead();

    /** How long we wait for an answer. Alexa waits 8 s for the skill, which waits for us. */
    @WithDefault("PT2.5S")
    Duration timeout();

    /**
     * How many hand-outs of one replica may refresh at once, 1 to 200. Four times as many may wait
     * for a refresh of somebody else. A further one hands out what it has while that lives, else it
     * answers 503 at once. Larger: an assistant that hangs holds more of them; smaller: more 503
     * when many tokens have expired at once.
     */
    @WithDefault("24")
    int refreshesAtOnce();

    /**
     * How many refreshes one replica begins in any second for hand-outs, 1 to 10000; a further one
     * is treated as one of too many at once. Divide what the assistant allows by the number of
     * replicas.
     */
    @WithDefault("50")
    int refreshesPerSecond();

    /**
     * How many tokens all replicas together refresh in a second before a hand-out has to, 0 to
     * 1000; 0: none. A link in use needs about 0.4 refreshes in a thousand seconds when tokens live
     * an hour, so 20 are enough for 50,000. Larger: a backlog after an outage is gone sooner, and
     * the assistant is asked more at once.
     */
    @WithDefault("20")
    int aheadPerSecond();

    /**
     * Links that were used within this time are refreshed ahead: by a hand-out, a check, an
     * exchange, or a refresh of our token by the assistant; a new link counts as used. At least an
     * hour. Longer: after a holiday the first event need not wait; shorter: fewer refreshes that
     * nobody needs.
     */
    @WithDefault("P7D")
    Duration aheadUsedWithin();

    /**
     * How often the tokens of all other links are refreshed, within a fifth of this time, since an
     * assistant may end a refresh token that is never used. At least an hour. Shorter than what the
     * assistant documents for that; longer: links that ended there are noticed later.
     */
    @WithDefault("P30D")
    Duration aheadIdleEvery();

    /**
     * Where its tokens are revoked when their link has ended. Absent: they are erased here, and
     * live there until they expire. Login with Amazon documents no such endpoint.
     */
    Optional<EndOfLinkSettings.Revocation> revocation();
  }
}
