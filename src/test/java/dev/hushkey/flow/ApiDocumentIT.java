package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The API document in docs/ is the one that is served. */
@OnStack
class ApiDocumentIT {

  private static final Path KEPT = Path.of("docs/api/openapi.yaml");
  private static final Path SERVED = Path.of("target/openapi.yaml");

  @Test
  void apiDocument_isTheOneThatIsServed() throws IOException {
    String served = Api.inner().get("/q/openapi").then().statusCode(200).extract().asString();
    Files.writeString(SERVED, served);
    assertThat(served)
        .as("the API has changed: look at the difference, then cp %s %s", SERVED, KEPT)
        .isEqualTo(Files.readString(KEPT));
  }

  @Test
  void everyDoor_isInTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    for (String line : Files.readAllLines(KEPT)) {
      if (line.startsWith("  /v1/") || line.startsWith("  /oauth2/")) {
        String path = line.strip().replace(":", "").replaceAll("\\{.*", "");
        assertThat(readme).as(line).contains(path.replaceAll("/$", ""));
      }
    }
  }
}
