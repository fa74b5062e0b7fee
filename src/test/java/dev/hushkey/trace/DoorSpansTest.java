package dev.hushkey.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a span says of an address. */
class DoorSpansTest {

  private static final Pattern PUBLIC = Pattern.compile("(?m)^  (/(?!q/)[a-z0-9./{}_-]+):");

  @ParameterizedTest
  @CsvSource({
    "/oauth2/token, /oauth2/token",
    "/oauth2/authorize/Atza|secret, /oauth2/authorize",
    "/v1/links/7c1fd9a0-0b6c-4e43-8b8f-0b1f0c0f8f2e, /v1/links",
    "/v1/devices/camera-1/owner, /v1/devices",
    "/Atza|secret, other",
    "/v1/Atza|secret, other",
    "/oauth2/, other",
    "/, other",
    "'', other"
  })
  void address_isItsDoor_andNothingFromOutside(String path, String door) {
    assertThat(DoorSpans.door(path)).isEqualTo(door);
  }

  @Test
  void everyDoorOfTheApi_hasAName() throws IOException {
    List<String> paths =
        PUBLIC
            .matcher(Files.readString(Path.of("docs/api/openapi.yaml")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(paths).hasSizeGreaterThan(20);
    assertThat(paths).allSatisfy(path -> assertThat(DoorSpans.door(path)).isNotEqualTo("other"));
  }
}
