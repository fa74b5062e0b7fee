package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Answers of assistants. */
public final class UpstreamFuzz {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<URI> OURS =
      List.of(URI.create("https://api.amazonalexa.com"), URI.create("https://api.eu.example"));
  private static final int LIMIT = 64 * 1024;
  private static final Duration MANY_YEARS = Duration.ofDays(36500);

  private record Lines(String[] all) {
    static Lines of(String input, int count) {
      return new Lines(Arrays.copyOf(input.split("\n", count), count));
    }

    Optional<String> find(int index) {
      return Optional.ofNullable(all[index]).filter(text -> !text.isEmpty());
    }
  }

  private static int status(String text) {
    return text.matches("[1-5][0-9][0-9]") ? Integer.parseInt(text) : 200;
  }

  /** Of a token endpoint: status, {@code Retry-After}, {@code Date}, then the body. */
  public static void tokenAnswer(String input) {
    Lines lines = Lines.of(input, 4);
    UpstreamHttp.Answer answer =
        new UpstreamHttp.Answer(
            status(lines.find(0).orElse("")),
            lines.find(1),
            lines.find(2),
            lines.find(3).orElse(""));
    switch (TokenEndpointReader.read(answer, NOW)) {
      case Reading.Answered(UpstreamAnswer.Granted(UpstreamTokens tokens)) ->
          assertThat(tokens.access().expiresAt()).isBetween(NOW, NOW.plus(MANY_YEARS));
      case Reading.Away away ->
          away.pause().ifPresent(pause -> assertThat(pause).isBetween(Duration.ZERO, MANY_YEARS));
      case Reading.Misconfigured misconfigured ->
          // never a text of the answer
          assertThat(misconfigured.why()).matches("status [1-5][0-9][0-9][a-z_, ]*");
      case Reading _ -> {}
    }
  }

  /** A body as it comes: content coding, content type, then the bytes. */
  public static void answerBody(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    Lines lines = Lines.of(text, 3);
    byte[] body = lines.find(2).orElse("").getBytes(StandardCharsets.ISO_8859_1);
    try {
      String read = BodyText.of(body, lines.find(0).stream().toList(), lines.find(1), LIMIT);
      assertThat(read.length()).isLessThanOrEqualTo(LIMIT);
    } catch (UncheckedIOException | BoundedBody.TooLarge refused) {
      assertThat(refused).isNotNull();
    }
  }

  /** Of the Skill Enablement API: status, then the body. Only our own addresses are ever used. */
  public static void enablementAnswer(String input) {
    Lines lines = Lines.of(input, 2);
    int status = status(lines.find(0).orElse(""));
    EnablementReader.read(status, lines.find(1).orElse(""));
    if (EnablementReader.home(status, lines.find(1).orElse(""), OURS)
        instanceof EnablementReader.Home.At at) {
      assertThat(at.places()).isNotEmpty().isSubsetOf(OURS);
    }
  }

  private UpstreamFuzz() {}
}
