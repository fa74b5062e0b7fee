package dev.hushkey.stack.demo;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.demo.Wire.Reply;
import dev.hushkey.stack.fixture.AcceptGrant;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.process.StackException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code ./hushkey demo}: link, grant, hand out, revoke, link again, with the real requests and
 * answers. Each answer is checked; the first wrong one ends the demo with exit code 1. Can be run
 * again and again on the same stack.
 */
public final class Demo {

  private static final int DONE = 0;
  private static final int FAILED = 1;

  private static final DeviceId FRONT_DOOR = new DeviceId("demo-front-door");
  private static final DeviceId GARDEN = new DeviceId("demo-garden");
  private static final DeviceId NURSERY = new DeviceId("demo-nursery");
  private static final DeviceId BOBS_GARAGE = new DeviceId("demo-bobs-garage");

  /** What alice allows: two of her three cameras. */
  private static final Map<DeviceId, Set<Action>> CONSENT =
      Map.of(
          FRONT_DOOR, Set.of(Action.EVENTS, Action.VIEW),
          GARDEN, Set.of(Action.EVENTS));

  private final LocalStack stack;
  private final Narrator narrator;
  private final Wire wire;
  private final Cloud cloud;

  private Demo(LocalStack stack, Narrator narrator) {
    this.stack = stack;
    this.narrator = narrator;
    this.wire = new Wire(stack.hushkey().address(), narrator);
    this.cloud = new Cloud(new Linking(stack), wire, narrator);
  }

  /** Takes the state directory of the running stack; {@code .hushkey} without an argument. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path state = Path.of(arguments.length == 0 ? ".hushkey" : arguments[0]);
    System.exit(run(state, out, isColourful()));
  }

  private static boolean isColourful() {
    Console console = System.console();
    String noColour = System.getenv("NO_COLOR");
    boolean wanted = noColour == null || noColour.isEmpty();
    return wanted && console != null && console.isTerminal();
  }

  private static int run(Path state, PrintStream out, boolean colours) {
    try {
      return run(LocalStack.attach(state), out, colours);
    } catch (StackException noStack) {
      return notRunning(new Narrator(out, colours));
    }
  }

  private static int notRunning(Narrator narrator) {
    narrator.bad("No stack is running here. Start it first, in another terminal: ./hushkey up");
    return FAILED;
  }

  /** Tells the story on this stack; returns the exit code. */
  static int run(LocalStack stack, PrintStream out, boolean colours) {
    Narrator narrator = new Narrator(out, colours);
    Demo demo = new Demo(stack, narrator);
    if (!demo.wire.isReady(stack.hushkey().innerAddress())) {
      return notRunning(narrator);
    }
    try {
      demo.tell();
      return DONE;
    } catch (RuntimeException | AssertionError broken) {
      narrator.bad("The demo stopped at something unexpected:\n" + broken.getMessage());
      return FAILED;
    }
  }

  private void tell() {
    prologue();
    registerCameras();
    Linking.Tokens tokens = linkAlexa();
    grant(tokens);
    handOut();
    check(tokens);
    revokeAll();
    everyDoorIsClosed(tokens);
    linkAgain();
    epilogue();
  }

  private void prologue() {
    narrator.tell(
        "",
        "Hushkey stands between a camera company and its users' voice assistants.",
        "The cast: alice and bob own cameras. The camera backend and the Alexa skill are",
        "the company's own services. Keycloak logs everybody in. A second Keycloak realm plays",
        "Login with Amazon. This program plays alice's browser and Alexa's cloud; all requests",
        "are real, and every secret is masked, like this: eyJ…[masked].");
  }

  private void registerCameras() {
    narrator.chapter("The camera backend registers cameras: three of alice's, one of bob's");
    narrator.tell("All in one transaction; repeating it changes nothing.");
    Object changes =
        Map.of(
            "changes",
            List.of(
                camera(FRONT_DOOR, People.ALICE, "Front door", "Porch"),
                camera(GARDEN, People.ALICE, "Garden", "Outside"),
                camera(NURSERY, People.ALICE, "Nursery", "Upstairs"),
                camera(BOBS_GARAGE, People.BOB, "Garage", "Outside")));
    wire.post("/v1/devices/owners", backend(), changes).require(200, "Registering cameras");
    narrator.good("ownership is recorded, with an epoch that increases at each change of owner");
  }

  private static Map<String, String> camera(
      DeviceId device, String user, String name, String room) {
    return Map.of("device", device.value(), "user", user, "name", name, "room", room);
  }

  private Linking.Tokens linkAlexa() {
    narrator.chapter("Alice links Alexa and allows two of her three cameras");
    return cloud.link("alice", CONSENT);
  }

  private void grant(Linking.Tokens tokens) {
    narrator.chapter("Alexa grants us tokens too: the skill forwards AcceptGrant");
    narrator.tell(
        "Events are sent to Alexa with alice's token from Login with Amazon. Hushkey exchanges",
        "the code, seals the tokens with Vault Transit, bound to this one link, and only then",
        "accepts.");
    acceptGrant(tokens)
        .require("/event/header/name", "AcceptGrant.Response", "Forwarding AcceptGrant");
    narrator.good("accepted; the database holds ciphertext that opens for alice's link only");
  }

  private Reply acceptGrant(Linking.Tokens tokens) {
    Object body =
        AcceptGrant.message(new AmazonLogin(stack).code("alice-amazon"), tokens.accessToken());
    return wire.post("/v1/alexa/directives", skill(), body).require(200, "AcceptGrant");
  }

  private void handOut() {
    narrator.chapter("The camera backend asks for alice's Alexa token, one camera at a time");
    narrator.tell("Somebody rings at the front door, which alice has allowed:");
    handedOut();
    narrator.good("the token, and whom and what it is for, so that the backend can compare");
    narrator.tell("Something moves in the nursery, which she has not ticked:");
    refused(NURSERY, "device-not-granted");
    narrator.good("refused: not this camera");
    narrator.tell("A mixed-up cache asks for alice, but with bob's camera:");
    refused(BOBS_GARAGE, "not-the-owner");
    narrator.good("refused: not her camera. Each answer is decided afresh, by one SQL statement");
  }

  private void handedOut() {
    Reply reply = requestToken(FRONT_DOOR).require(200, "The front door's token");
    reply.require("/handouts/0/user", People.ALICE, "The identity it was decided for");
    reply.require("/handouts/0/device", FRONT_DOOR.value(), "The identity it was decided for");
    if (reply.body().at("/handouts/0/accessToken").asText().isEmpty()) {
      throw new DemoFailure("There is no access token in the answer.");
    }
  }

  private void refused(DeviceId device, String reason) {
    requestToken(device)
        .require(403, "The token for " + device)
        .require("/reason", reason, "The reason for the refusal");
  }

  private Reply requestToken(DeviceId device) {
    Object question =
        Map.of(
            "user",
            People.ALICE,
            "device",
            device.value(),
            "assistant",
            "alexa",
            "action",
            Action.EVENTS.wireName());
    return wire.post("/v1/handouts", backend(), question);
  }

  private void check(Linking.Tokens tokens) {
    narrator.chapter("“Alexa, show the front door”: the skill checks Alexa's bearer token");
    check(tokens, FRONT_DOOR, Action.VIEW).require("/allowed", "true", "Viewing the front door");
    narrator.good("allowed, and the answer names the user");
    narrator.tell("For the garden, she allowed only events:");
    check(tokens, GARDEN, Action.VIEW)
        .require("/allowed", "false", "Viewing the garden")
        .require("/reason", "action-not-granted", "Viewing the garden");
    narrator.good("refused: not this action");
  }

  private Reply check(Linking.Tokens tokens, DeviceId device, Action action) {
    Object question =
        Map.of(
            "token", tokens.accessToken(), "device", device.value(), "action", action.wireName());
    return wire.post("/v1/checks", skill(), question).require(200, "The skill's question");
  }

  private void revokeAll() {
    narrator.chapter("A bad day: tokens have leaked. The admin revokes all links with Alexa");
    Path home = temporaryHome();
    try {
      Operator admin = new Operator(home, stack.hushkey().address(), narrator);
      Path secret = stack.keycloak().clientSecretFile("hushkey-admin");
      admin.types(
          "login", "--client-id", "hushkey-admin", "--client-secret-file", secret.toString());
      admin.types("links", "list", "--assistant", "alexa", "--state", "ACTIVE", "--limit", "10");
      admin.typesAndConfirms(
          "alexa", "revoke", "--assistant", "alexa", "--all", "--reason", "demo: tokens leaked");
    } finally {
      delete(home);
    }
    narrator.good("in force: one row in the database does it, for one link or for millions");
  }

  private void everyDoorIsClosed(Linking.Tokens tokens) {
    narrator.chapter("Every door is closed immediately");
    narrator.tell("The camera backend asks for the token it received a moment ago:");
    refused(FRONT_DOOR, "link-revoked");
    narrator.tell("The skill shows Alexa's access token, which has not expired:");
    check(tokens, FRONT_DOOR, Action.VIEW).require("/allowed", "false", "The old access token");
    narrator.tell("Alexa's cloud refreshes:");
    requireInvalidGrant(cloud.refresh(tokens));
    narrator.tell("And a fresh grant from Amazon does not revive the old link:");
    acceptGrant(tokens)
        .require("/event/payload/type", "ACCEPT_GRANT_FAILED", "AcceptGrant after revocation");
    narrator.good("hand-out, check, refresh and grant are refused, whoever issued the token");
  }

  private static void requireInvalidGrant(Linking.Answer answer) {
    if (answer.status() != 400 || !answer.error().equals("invalid_grant")) {
      throw new DemoFailure(
          "The old refresh token must answer 400 invalid_grant, got " + answer.status());
    }
  }

  private void linkAgain() {
    narrator.chapter("Alice links again, and it works again");
    Linking.Tokens fresh = cloud.link("alice", CONSENT);
    acceptGrant(fresh).require("/event/header/name", "AcceptGrant.Response", "Granting again");
    handedOut();
    check(fresh, FRONT_DOOR, Action.VIEW).require("/allowed", "true", "Viewing again");
    narrator.good("a new link, with new tokens; the old ones stay dead");
  }

  private void epilogue() {
    narrator.tell(
        "",
        "That was the whole story. What to try next:",
        "  ./hushkey login                       as carol; ./hushkey up printed her password",
        "  ./hushkey links list --user " + People.ALICE,
        "  ./hushkey links show LINK",
        "  ./hushkey revoke --device demo-garden --reason \"sold\"",
        "  ./hushkey --help                      everything else; docs/cli.md says more",
        "");
  }

  private String backend() {
    return stack.keycloak().serviceToken("camera-backend");
  }

  private String skill() {
    return stack.keycloak().serviceToken("alexa-skill");
  }

  private static Path temporaryHome() {
    try {
      return Files.createTempDirectory("hushkey-demo");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
