package dev.hushkey.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilesTest {

  private static final Path FILE = Path.of("/etc/jo/config.toml");

  @TempDir Path home;

  @Test
  void allKeys_areRead_andAFileLiesBesideTheConfigFile() {
    Profile live =
        ProfileFile.parse(
                FILE,
                """
                [profiles.live]
                server = "https://live.example/"
                issuer = "https://login.example/realms/hushkey/"
                ca-file = "ca.pem"
                production = true
                """)
            .require("live");
    assertThat(live.server()).isEqualTo(Server.from("https://live.example"));
    assertThat(live.issuer()).contains(URI.create("https://login.example/realms/hushkey/"));
    assertThat(live.authorities()).contains(Path.of("/etc/jo/ca.pem"));
    assertThat(live.production()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[profiles.a]\\nserver = 'https://a.b'\\nsever = 'x'      | unknown key 'sever' in profiles.a",
        "[profiles.a]\\nserver = 'https://a.b'\\nProduction = true | unknown key 'Production'",
        "[profile.a]\\nserver = 'https://a.b'                     | profile must be text",
        "color = true                                            | unknown key 'color'; known are cells, profile, profiles",
        "[profiles.a]\\nproduction = true                         | profiles.a has no server",
        "[profiles.a]\\nserver = 'http://a.example'               | use https",
        "[profiles.a]\\nserver = 1                                | profiles.a.server must be text",
        "[profiles.a]\\nserver = 'https://a.b'\\nproduction = 'true' | must be true or false",
        "[profiles.a]\\nserver = 'https://a.b'\\nissuer = 'realm'  | profiles.a: 'realm' is not the address",
        "profile = 'b'\\n[profiles.a]\\nserver = 'https://a.b'     | profile is 'b', and there is no [profiles.b]",
        "[profiles.a]\\nserver = 'https://a.b'\\n[profiles.b]\\nserver = 'https://a.b/' | profiles a and b have the same server",
        "[profiles.'a b']\\nserver = 'https://a.b'                | cannot be the name of a profile",
        "[profiles.a]\\nserver = https://a.b                      | line 2",
        "[profiles.a]\\nserver = 'https://a.b'\\n[profiles.a]      | line 3",
        "profiles = 1                                            | profiles must be tables",
        "cells = 1                                               | cells must be tables",
        "[cells.live]                                            | cells.live must be a table of cells",
        "[cells.live]\\neu = 'a'                                | cells.live.eu is 'a', and there is no [profiles.a]",
        "[cells.live]\\nEU = 'a'\\n[profiles.a]\\nserver = 'https://a.b' | in cells.live cannot be a cell",
        "[cells.live]\\neuropewest = 'a'\\n[profiles.a]\\nserver = 'https://a.b' | up to 8 small letters",
        "[cells.live]\\neu = 1\\n[profiles.a]\\nserver = 'https://a.b' | cells.live.eu must be text",
        "[cells.live]\\neu = 'a'\\nna = 'a'\\n[profiles.a]\\nserver = 'https://a.b' | cells.live has two cells with the same profile",
      })
  void mistake_isNamedWithItsFile(String text, String message) {
    assertThatThrownBy(() -> ProfileFile.parse(FILE, text.replace("\\n", "\n").replace('\'', '"')))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(FILE.toString())
        .hasMessageContaining(message);
  }

  @Test
  void noFile_isNoProfiles_andAnEmptyOneToo() throws IOException {
    assertThat(inHome().read().named()).isEmpty();
    write("");
    assertThat(inHome().read().named()).isEmpty();
  }

  @Test
  void fileThatOthersMayWrite_isRefused_withTheCommandThatHelps() throws IOException {
    Path file = write("[profiles.a]\nserver = \"https://a.example\"\n");
    assertThat(inHome().read().named()).containsOnlyKeys("a");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThatThrownBy(() -> inHome().read()).hasMessageContaining("chmod go-w " + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r---w-"));
    assertThatThrownBy(() -> inHome().read()).hasMessageContaining("chmod go-w " + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatCode(() -> inHome().read()).doesNotThrowAnyException();
  }

  @Test
  void fileOfSomebodyElse_isRefused_unlessRootWroteIt() {
    var closed = PosixFilePermissions.fromString("rw-------");
    assertThatThrownBy(() -> ProfileFile.refuse(FILE, "mallory", "jo", closed))
        .hasMessageContaining("belongs to mallory");
    assertThatCode(() -> ProfileFile.refuse(FILE, "root", "jo", closed)).doesNotThrowAnyException();
    assertThatCode(() -> ProfileFile.refuse(FILE, "jo", "jo", closed)).doesNotThrowAnyException();
  }

  @Test
  void directoryInItsPlace_isReadByNobody() throws IOException {
    Files.createDirectories(home.resolve("hushkey/config.toml"));
    assertThatThrownBy(() -> inHome().read()).hasMessageContaining("Cannot read");
  }

  private ProfileFile inHome() {
    return ProfileFile.in(Map.of("XDG_CONFIG_HOME", home.toString()));
  }

  private Path write(String text) throws IOException {
    Path file = Files.createDirectories(home.resolve("hushkey")).resolve("config.toml");
    return Files.writeString(file, text);
  }
}
