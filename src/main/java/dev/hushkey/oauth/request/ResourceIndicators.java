package dev.hushkey.oauth.request;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.wire.Issuer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The parameter {@code resource}, <a href="https://www.rfc-editor.org/rfc/rfc8707#section-2">RFC
 * 8707 §2</a>. Tokens for assistants have one resource, ourselves: the skill asks us what a token
 * allows. So there is nothing to choose or store; but a client that asks for another audience must
 * not believe that it got it. Unlike all other parameters, it may be repeated.
 */
@Singleton
public class ResourceIndicators {

  private static final String PARAMETER = "resource";
  private static final int MAX_LENGTH = 512;

  private final String ours;

  @Inject
  public ResourceIndicators(Issuer issuer) {
    this.ours = issuer.toString();
  }

  /**
   * Accepts our own address, or none.
   *
   * @throws FailureException {@link Failure.TargetNotKnown}; malformed, when one is too long
   */
  public void requireOurs(RequestParameters parameters) {
    requireOnly(parameters, PARAMETER, ours);
  }

  /**
   * Accepts this one audience, once or repeated, or none.
   *
   * @throws FailureException {@link Failure.TargetNotKnown}; malformed, when one is too long
   */
  public static void requireOnly(RequestParameters parameters, String name, String audience) {
    // The expected audience has no fragment, so a value with one (§2) never matches.
    if (!parameters.findAll(name, MAX_LENGTH).stream().allMatch(audience::equals)) {
      throw new FailureException(new Failure.TargetNotKnown());
    }
  }
}
