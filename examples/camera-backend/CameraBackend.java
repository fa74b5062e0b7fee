import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a camera company's backend that calls Hushkey and Alexa: it registers who owns a
 * doorbell, and tells Alexa when somebody rings. Reads commands, one per line, and answers each
 * with one line:
 *
 * <pre>
 * own USER DEVICE NAME     the doorbell belongs to this user now
 * ring USER DEVICE         somebody rings
 * </pre>
 *
 * <p>Run it with {@code java CameraBackend.java}, JDK 25. The settings are environment variables:
 * {@code HUSHKEY_URL}, {@code TOKEN_URL}, {@code CLIENT_ID}, {@code CLIENT_SECRET_FILE}; {@code
 * WORTH_TELLING_SECONDS}, how late Alexa may hear of a ring, 20 unless set; and, to try it out
 * without Amazon, {@code EVENT_GATEWAY}: where all events go instead.
 */
final class CameraBackend {

  private final Hushkey hushkey;
  private final Doorbell doorbell;

  private CameraBackend(Hushkey hushkey, Doorbell doorbell) {
    this.hushkey = hushkey;
    this.doorbell = doorbell;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> settings = System.getenv();
    Hushkey hushkey =
        new Hushkey(
            URI.create(settings.get("HUSHKEY_URL")),
            new OwnToken(
                URI.create(settings.get("TOKEN_URL")),
                settings.get("CLIENT_ID"),
                Files.readString(Path.of(settings.get("CLIENT_SECRET_FILE"))).strip()));
    Optional<URI> standIn = Optional.ofNullable(settings.get("EVENT_GATEWAY")).map(URI::create);
    Duration worthTelling =
        Duration.ofSeconds(Long.parseLong(settings.getOrDefault("WORTH_TELLING_SECONDS", "20")));
    Doorbell doorbell = new Doorbell(hushkey, new EventGateway(standIn), worthTelling);
    new CameraBackend(hushkey, doorbell).run();
  }

  private void run() throws IOException, InterruptedException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(answer(line.strip().split("\\s+", 4)));
    }
  }

  private String answer(String[] words) throws InterruptedException {
    if (words.length == 4 && words[0].equals("own")) {
      return hushkey.register(words[1], words[2], words[3]);
    }
    if (words.length == 3 && words[0].equals("ring")) {
      return doorbell.ring(words[1], words[2]);
    }
    return "commands: own USER DEVICE NAME, ring USER DEVICE";
  }
}
