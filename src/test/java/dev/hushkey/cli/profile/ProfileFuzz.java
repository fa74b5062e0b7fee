package dev.hushkey.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.terminal.CommandFailure;
import java.nio.file.Path;

/** What a person writes into the config file. */
public final class ProfileFuzz {

  private static final Path FILE = Path.of("/home/jo/.config/hushkey/config.toml");

  /** The whole file. A refusal is one line that a terminal can show. */
  public static void cliProfiles(String input) {
    try {
      Profiles profiles = ProfileFile.parse(FILE, input);
      assertThat(profiles.named().values())
          .allSatisfy(profile -> assertThat(profiles.of(profile.server())).contains(profile));
    } catch (CommandFailure told) {
      assertThat(told.getMessage()).startsWith(FILE.toString());
      assertThat(told.getMessage().chars()).noneMatch(Character::isISOControl);
    }
  }

  private ProfileFuzz() {}
}
