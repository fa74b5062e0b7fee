package dev.hushkey.upstreamtoken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.LinkId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.settings.TestSettings;
import dev.hushkey.upstream.UpstreamSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  private static final UpstreamSettings.Brake BRAKE =
      TestSettings.defaults(UpstreamSettings.class).brake();

  @ParameterizedTest
  @CsvSource({
    // A small installation: one or two users may leave, four at once do not.
    "1, 1, false",
    "2, 2, false",
    "3, 3, true",
    "4, 4, true",
    // One that left among healthy ones; three of five are more than half.
    "1, 5, false",
    "2, 3, false",
    "3, 5, true",
    "3, 6, false",
    "4, 7, true",
    // A large one, by its latest outcomes alone.
    "10, 20, false",
    "11, 20, true",
    "0, 0, false",
  })
  void refusals_areOutOfLine_whenTheyAreManyAndMoreThanTheOthers(
      int refused, int all, boolean outOfLine) {
    List<LinkId> links = Stream.generate(LinkIds::create).limit(refused).toList();
    assertThat(new Refusals.Latest(links, all).isOutOfLine(BRAKE)).isEqualTo(outOfLine);
  }
}
