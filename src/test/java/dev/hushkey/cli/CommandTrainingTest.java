package dev.hushkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandTrainingTest {

  @Test
  void training_reachesItsOwnServer_andLeavesNothingBehind() throws IOException {
    long before = directories();
    CommandTraining.main();
    assertThat(directories()).isEqualTo(before);
  }

  private static long directories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("hushkey-training"))
          .count();
    }
  }
}
