package dev.hushkey.cli.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.terminal.CommandFailure;
import java.io.ByteArrayInputStream;

/** Lists that an admin found somewhere. */
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

  private LinksFuzz() {}
}
