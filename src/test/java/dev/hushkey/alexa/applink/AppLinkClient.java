package dev.hushkey.alexa.applink;

import static dev.hushkey.oauth.token.TokenEndpointClient.await;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.UpstreamAuthorizationCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Linking from the app, one call after the other, for tests of other rooms. Amazon is left out: the
 * test says what it answered, and redeems our codes or does not.
 */
@Singleton
public class AppLinkClient {

  /** How long an attempt can be completed. */
  public static final Duration LIFETIME = Duration.ofMinutes(30);

  @Inject Attempts attempts;
  @Inject AppLinking linking;
  @Inject ConsentCodes codes;
  @Inject AppLinks links;
  @Inject AttemptsSweep sweep;

  /** An attempt that is being completed, with the code that Amazon has or gets now. */
  public static final class Underway {
    private final AppLinking.Begun begun;
    private AuthorizationCode code;

    private Underway(AppLinking.Begun begun) {
      this.begun = begun;
      this.code = begun.code();
    }

    public AuthorizationCode code() {
      return code;
    }
  }

  /** Starts; the state comes back from Amazon. */
  public SecretText start(UserId user, Assistant assistant) {
    String redirectUri = assistant.client().redirectUris().iterator().next();
    return await(attempts.start(user, assistant.id(), redirectUri, LIFETIME)).attempt().state();
  }

  /** Up to the first code. */
  public Underway complete(
      SecretText state, UserId user, Assistant assistant, Map<DeviceId, Set<Action>> devices) {
    Completion completion =
        new Completion(
            state, new UpstreamAuthorizationCode(SecretText.of("of-amazon")), Map.copyOf(devices));
    return new Underway(
        await(linking.begin(new AppLinking.Request(assistant, null, user, completion))));
  }

  /**
   * Amazon's region refused; the next is to get a code of its own.
   *
   * @throws FailureException when nothing may be sent any more
   */
  public void nextRegion(Underway attempt) {
    await(codes.undo(attempt.code));
    attempt.code = await(codes.issueAnother(attempt.begun.consent(), attempt.code));
  }

  /** Amazon is unavailable. */
  public void outage(Underway attempt) {
    await(codes.withdraw(attempt.code));
    await(attempts.giveBack(attempt.begun.attempt()));
  }

  /** The user said no at Amazon. */
  public void cancel(SecretText state, UserId user, Assistant assistant) {
    await(attempts.cancel(state, user, assistant.id()));
  }

  /** The user unlinks in the app. */
  public void unlink(UserId user, Assistant assistant) {
    await(links.end(user, assistant.id()));
  }

  /** Deletes what ran out. */
  public void sweep() {
    await(sweep.sweep());
  }
}
