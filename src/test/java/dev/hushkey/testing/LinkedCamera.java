package dev.hushkey.testing;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A camera that its owner allowed Alexa to use, by a fresh link, as a test finds it. The owner has
 * no other link with Alexa.
 *
 * @param owner the user's id
 * @param accessToken what Alexa has of us
 */
public record LinkedCamera(
    String owner, DeviceId device, String accessToken, String refreshToken, UUID link) {

  /** One of a test that does not refresh. */
  public LinkedCamera(String owner, DeviceId device, String accessToken, UUID link) {
    this(owner, device, accessToken, "", link);
  }

  /** Registers a camera of alice and links it, for all actions but {@code control}. */
  public static LinkedCamera ofAlice() {
    return of("alice", People.ALICE);
  }

  /** The same for bob. */
  public static LinkedCamera ofBob() {
    return of("bob", People.BOB);
  }

  private static LinkedCamera of(String name, String id) {
    DeviceId device = Api.newCamera(id);
    Database.endLinks(id);
    Map<DeviceId, Set<Action>> consent = Map.of(device, Set.of(Action.EVENTS, Action.VIEW));
    Linking.Tokens tokens = new Linking(TestStack.current()).link(name, consent);
    return new LinkedCamera(
        id, device, tokens.accessToken(), tokens.refreshToken(), Database.activeLink(id));
  }

  /** Lets Alexa grant us its tokens, as that person. */
  public LinkedCamera granted() {
    String person = owner.equals(People.ALICE) ? "alice-amazon" : "bob-amazon";
    String name =
        Api.acceptGrant(new AmazonLogin(TestStack.current()).code(person), accessToken)
            .then()
            .statusCode(200)
            .extract()
            .path("event.header.name");
    if (!name.equals("AcceptGrant.Response")) {
      throw new AssertionError("the grant was not accepted: " + name);
    }
    return this;
  }

  /** Whether Alexa may do this with the camera, as a check says now. */
  public boolean allows(Action action) {
    return Api.check(accessToken, device, action).path("allowed");
  }

  /** A column of the stored upstream token as text; null when there is none. */
  public String stored(String column) {
    return Database.text(
        "select cast(" + column + " as text) from upstream_token where link_id = ?", link);
  }

  /** The id of Alexa's access token, which is a JWT. */
  public String tokenId() {
    String claims =
        new String(
            Base64.getUrlDecoder().decode(accessToken.split("\\.")[1]), StandardCharsets.UTF_8);
    return new JsonObject(claims).getString("jti");
  }

  /** How many events of a kind and outcome are on record for this link. */
  public int recorded(String kind, String outcome) {
    return Integer.parseInt(
        Database.text(
            "select count(*) from audit_event where link_id = ? and kind = ? and outcome = ?",
            link,
            kind,
            outcome));
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
        link);
  }
}
