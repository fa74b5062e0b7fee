import generated.ApiClient;
import generated.ApiException;
import generated.api.DevicesApi;
import generated.api.HandOutApi;
import generated.api.RevocationApi;
import generated.model.Action;
import generated.model.CheckAnswer;
import generated.model.CheckRequest;
import generated.model.DeviceOwner;
import generated.model.Handout;
import generated.model.HandoutAnswer;
import generated.model.HandoutRequest;
import generated.model.Ownership;
import generated.model.OwnershipChange;
import generated.model.OwnershipChanges;
import generated.model.Problem;
import generated.model.Revocation;
import generated.model.RevocationRequest;
import generated.model.RevocationSelector;
import java.io.IOException;

/**
 * The camera backend, the skill and an admin, each on the client that openapi-generator makes from
 * docs/api/openapi.yaml. Prints what they get, a value a line, for GeneratedClientIT to compare.
 */
final class GeneratedClient {

  private static final String USER = setting("HUSHKEY_USER");
  private static final String DEVICE = setting("HUSHKEY_DEVICE");

  private GeneratedClient() {}

  public static void main(String[] arguments) throws ApiException, IOException {
    handOut();
    refusedHandOut();
    check();
    register();
    registerMany();
    countRevocation();
  }

  private static void handOut() throws ApiException {
    HandoutAnswer all = new HandOutApi(as("BACKEND_TOKEN")).handOut(question(DEVICE));
    print("handouts", all.getHandouts().size());
    Handout answer = all.getHandouts().getFirst();
    print("handout.user", answer.getUser());
    print("handout.device", answer.getDevice());
    print("handout.assistant", answer.getAssistant());
    print("handout.action", answer.getAction());
    print("handout.link", answer.getLink());
    print("handout.accessToken", answer.getAccessToken());
    print("handout.expiresAt", answer.getExpiresAt().toInstant());
    print("handout.eventEndpoint", answer.getEventEndpoint());
  }

  private static void refusedHandOut() throws IOException {
    try {
      new HandOutApi(as("BACKEND_TOKEN")).handOut(question("camera-of-nobody"));
    } catch (ApiException refused) {
      Problem problem =
          ApiClient.createDefaultObjectMapper().readValue(refused.getResponseBody(), Problem.class);
      print("refused.status", refused.getCode());
      print("refused.type", problem.getType());
      print("refused.reason", problem.getReason());
    }
  }

  private static HandoutRequest question(String device) {
    return new HandoutRequest().user(USER).device(device).assistant("alexa").action(Action.VIEW);
  }

  private static void check() throws ApiException {
    CheckAnswer answer =
        new HandOutApi(as("SKILL_TOKEN"))
            .check(
                new CheckRequest()
                    .token(setting("ALEXA_TOKEN"))
                    .device(DEVICE)
                    .action(Action.EVENTS));
    print("check.allowed", answer.getAllowed());
    print("check.user", answer.getUser());
    print("check.link", answer.getLink());
  }

  private static void register() throws ApiException {
    Ownership ownership =
        new DevicesApi(as("BACKEND_TOKEN"))
            .setOwner(DEVICE + "-2", new DeviceOwner().user(USER).name("Garden").room("Outside"));
    print("register.device", ownership.getDevice());
    print("register.user", ownership.getUser());
    print("register.changedHands", ownership.getChangedHands());
  }

  private static void registerMany() throws ApiException {
    OwnershipChanges changes =
        new OwnershipChanges()
            .addChangesItem(new OwnershipChange().device(DEVICE + "-2"))
            .addChangesItem(
                new OwnershipChange().device(DEVICE + "-3").user(USER).name("Hall").room(""));
    for (Ownership now :
        new DevicesApi(as("BACKEND_TOKEN")).changeOwners(changes).getDevices()) {
      print("bulk." + now.getDevice().substring(DEVICE.length()), now.getUser());
    }
  }

  private static void countRevocation() throws ApiException {
    Revocation counted =
        new RevocationApi(as("ADMIN_TOKEN"))
            .revoke(
                new RevocationRequest()
                    .selector(new RevocationSelector().user(USER).assistant("alexa"))
                    .dryRun(true));
    print("revocation.dryRun", counted.getDryRun());
    print("revocation.links", counted.getLinks());
    print("revocation.id", counted.getRevocation());
  }

  private static ApiClient as(String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(setting("HUSHKEY_URL"));
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + setting(token)));
    return client;
  }

  private static String setting(String name) {
    return System.getenv().get(name);
  }

  private static void print(String what, Object value) {
    System.out.println(what + "=" + value);
  }
}
