package dev.hushkey.cli.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.fuzz.Refusals;
import dev.hushkey.revocation.selection.Selector;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** What an admin found somewhere, or typed. */
public final class LinksFuzz {

  /** Tokens that leaked: each line is read or refused, and what is read is a name. */
  public static void leakedTokens(byte[] input) {
    try {
      LeakedTokenList list = LeakedTokenList.read("-", new ByteArrayInputStream(input));
      assertThat(list.lines()).isNotEmpty();
      list.lines().forEach(line -> assertThat(line.content().written()).matches("[a-z0-9]+:.+"));
    } catch (CommandFailure refused) {
      assertThat(refused.getMessage()).startsWith("--leaked-tokens");
    }
  }

  /** A saved selector: what is read selects something and says so, and is written the same way. */
  public static void selector(byte[] input) {
    try {
      Selector selector = SelectorFile.read("-", new ByteArrayInputStream(input));
      Refusals.read(selector::selection)
          .ifPresent(selection -> assertThat(selection.words()).isNotEmpty());
      byte[] written = SelectorFile.json(selector).toString().getBytes(StandardCharsets.UTF_8);
      assertThat(SelectorFile.read("-", new ByteArrayInputStream(written)).toString())
          .isEqualTo(selector.toString());
    } catch (CommandFailure refused) {
      assertThat(refused.getMessage()).startsWith("--selector");
    }
  }

  /** An instant as people type it. */
  public static void instant(String input) {
    try {
      InstantText.read("--issued-after", input, Clock.systemUTC());
    } catch (CommandFailure refused) {
      assertThat(refused.getMessage()).startsWith("--issued-after");
    }
  }

  private LinksFuzz() {}
}
