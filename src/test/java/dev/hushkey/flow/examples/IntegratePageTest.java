package dev.hushkey.flow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.failure.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of docs/integrate.md leave nothing out. */
class IntegratePageTest {

  @Test
  void everyReason_isInATable() throws IOException {
    String rows =
        Files.readString(Path.of("docs/integrate.md"))
            .lines()
            .filter(line -> line.startsWith("|"))
            .collect(Collectors.joining("\n"));
    assertThat(Arrays.stream(Refusal.values()).map(reason -> "`" + reason.wireName() + "`"))
        .allSatisfy(reason -> assertThat(rows).contains(reason));
  }
}
