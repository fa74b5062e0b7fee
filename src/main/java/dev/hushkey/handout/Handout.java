package dev.hushkey.handout;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The token of one link and the identity it was decided for, so that the caller can compare that
 * with its request.
 *
 * @param expiresAt when the assistant stops accepting the token
 * @param eventEndpoint where events of this link go
 */
@Schema(
    requiredProperties = {
      "accessToken",
      "expiresAt",
      "eventEndpoint",
      "user",
      "device",
      "assistant",
      "action",
      "link"
    })
public record Handout(
    @JsonIgnore SecretText secret,
    Instant expiresAt,
    URI eventEndpoint,
    UserId user,
    DeviceId device,
    AssistantId assistant,
    Action action,
    LinkId link) {

  static Handout of(PermittedHandout permitted, AccessToken token) {
    return new Handout(
        token.secret(),
        token.expiresAt(),
        permitted.upstream().eventEndpoint(),
        permitted.link().user(),
        permitted.question().device(),
        permitted.link().assistant(),
        permitted.question().action(),
        permitted.link().link());
  }

  /** The one place where an upstream token is deliberately readable. */
  @JsonProperty("accessToken")
  @Schema(ref = "Secret")
  public String accessToken() {
    return secret.reveal();
  }
}
