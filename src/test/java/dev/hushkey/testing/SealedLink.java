package dev.hushkey.testing;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.upstream.TokenSet;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A link of a user of its own with Alexa's tokens, put into the database as a finished consent and
 * an accepted grant would leave them: for tests that need many, and an assistant that they play.
 */
public record SealedLink(LinkRef ref, DeviceId device, String refreshToken) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One whose access token has expired, so that a hand-out refreshes it. */
  public static SealedLink expired(Sealer sealer) {
    LinkRef link =
        new LinkRef(
            new AssistantId("alexa"), LinkIds.create(), new UserId("user-" + UUID.randomUUID()));
    String refreshToken = "Atzr|" + UUID.randomUUID();
    TokenSet tokens =
        new TokenSet(
            new AccessToken(SecretText.of("Atza|" + UUID.randomUUID()), Instant.EPOCH),
            new RefreshToken(SecretText.of(refreshToken)));
    DeviceId device = Database.camera(link.user().value(), "Door", "Porch");
    Database.store(
        link,
        sealer
            .seal(tokens.toSecretText(), SealBinding.ofLink(link))
            .await()
            .atMost(PATIENCE)
            .ciphertext());
    Database.update(
        """
        insert into device_grant (link_id, device_id, actions, epoch, granted_at)
        values (?, ?, '{events}', 1, clock_timestamp())
        """,
        link.link().value(),
        device.value());
    SealedLink made = new SealedLink(link, device, refreshToken);
    made.endsIn(-60);
    return made;
  }

  /** Makes the stored access token as old as one that ends in so many seconds. */
  public void endsIn(int seconds) {
    Database.update(
        """
        update upstream_token
           set access_expires_at = clock_timestamp() + ? * interval '1 second',
               received_at = clock_timestamp() - interval '1 hour'
         where link_id = ?
        """,
        seconds,
        ref.link().value());
  }

  /** The camera backend asks for the token. */
  public Response handOut() {
    return Api.handOut(ref.user().value(), device, Action.EVENTS);
  }

  /** The state in force. */
  public String state() {
    return Database.text("select state from current_link where id = ?", ref.link().value());
  }

  /** A column of the stored upstream token as text; null when there is none. */
  public String stored(String column) {
    return Database.text(
        "select cast(" + column + " as text) from upstream_token where link_id = ?",
        ref.link().value());
  }

  /** How many events of a kind are on record for this link. */
  public int recorded(String kind) {
    return Integer.parseInt(
        Database.text(
            "select count(*) from audit_event where link_id = ? and kind = ?",
            ref.link().value(),
            kind));
  }
}
