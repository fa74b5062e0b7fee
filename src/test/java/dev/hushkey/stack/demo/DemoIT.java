package dev.hushkey.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@OnStack
class DemoIT {

  private final LocalStack stack = TestStack.current();

  @Test
  void demo_runTwiceOnTheSameStack_tellsTheStoryToItsEndAndNoSecret() throws IOException {
    String first = narration();
    String second = narration();
    for (String narration : List.of(first, second)) {
      assertThat(narration).contains("What to try next", "invalid_grant", "link-revoked");
      // Longer than any id: whatever is as long as this is a token or a secret.
      assertThat(narration).doesNotContainPattern("[A-Za-z0-9_-]{40,}");
      assertThat(narration).doesNotContainPattern("eyJ[A-Za-z0-9]");
      assertThat(narration).contains("eyJ…[masked]").doesNotContain("\u001b");
      for (String secret : secrets()) {
        assertThat(narration.contains(secret)).isFalse();
      }
    }
  }

  private String narration() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int exitCode = Demo.run(stack, new PrintStream(out, true, StandardCharsets.UTF_8), false);
    String narration = out.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).as(narration).isZero();
    return narration;
  }

  /** Passwords and client secrets of the stack. */
  private List<String> secrets() throws IOException {
    try (Stream<Path> files = Files.list(stack.state().root().resolve("secrets"))) {
      List<Path> found = files.toList();
      assertThat(found).isNotEmpty();
      return found.stream().map(DemoIT::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
