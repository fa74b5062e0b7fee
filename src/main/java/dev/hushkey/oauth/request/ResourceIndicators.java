package dev.hushkey.oauth.request;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.wire.Issuer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The parameter {@code resource}, <a href="https://www.rfc-editor.org/rfc/rfc8707#section-2">RFC
 * 8707 §2</a>. What we issue to assistants is for one resource, ourselves: the skill asks us what a
 * token allows. So there is nothing to choose and nothing to remember; but whoever asks for another
 * audience must not believe that it was given. It may be repeated, unlike all others.
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
   * Lets pass what names us, or nothing.
   *
   * @throws FailureException {@link Failure.TargetNotKnown}; malformed, when one is too long
   */
  public void requireOurs(RequestParameters parameters) {
    requireOnly(parameters, PARAMETER, ours);
  }

  /**
   * Lets pass a parameter that names this one audience, once or often, or nothing.
   *
   * @throws FailureException {@link Failure.TargetNotKnown}; malformed, when one is too long
   */
  public static void requireOnly(RequestParameters parameters, String name, String audience) {
    // Compared with one that has no fragment: a value with one (§2) never passes.
    if (!parameters.findAll(name, MAX_LENGTH).stream().allMatch(audience::equals)) {
      throw new FailureException(new Failure.TargetNotKnown());
    }
  }
}
