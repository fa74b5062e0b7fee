package dev.hushkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.terminal.ExitCode;
import java.lang.reflect.Field;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HushkeyCommandTest {

  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--verbose                                           | Missing command",
        "links                                               | Missing command",
        "revocations                                         | Missing command",
        "keys                                                | Missing command",
        "keys rotate                                         | --reason",
        "keys withdraw                                       | KEY",
        "keys withdraw k                                     | --reason",
        "vault rewrap --signing --wait-limit 0               | --wait-limit",
        "users erase alice                                   | --reason",
        "users erase -alice --reason x                       | Put -- before a value",
        "keys withdraw -k --reason x                         | Put -- before a value",
        "link list                                           | Did you mean",
        "links list --user ''                                | user must be",
        "links list --assistant Alexa                        | assistant must be",
        "links list --state active?                          | --state",
        "links list --device a/b                             | device must be",
        "links list --limit 0                                | --limit must be",
        "vault keys --vault-address x                        | Unknown option",
        "vault retire --signing                              | Missing --vault-address URL, or set",
        "vault retire --signing --vault-address https://v    | Missing --vault-token-file FILE, or set",
        "vault retire --signing --vault-address https://v --vault-token-file /nowhere | cannot read /nowhere: there is no such file",
        "vault retire --signing --vault-address https://v --vault-token-file - | standard input is empty",
        "links list --limit many                             | --limit",
        "profiles                                            | Missing command",
        "links list --profile nowhere                        | There is no profile 'nowhere'",
        "links list --profile a --server https://b.example   | cannot be combined",
        "revoke --everything --reason x --output csv         | --output csv is for commands that list",
        "users erase alice --reason x --output csv           | Use table or json",
        "links list --output xml                             | --output",
        "links show                                          | LINK",
        "links show 12                                       | link must be a UUID",
        "revocations show 12                                 | revocation must be a UUID",
        "revoke --dry-run                                    | Name what to revoke",
        "revoke --reason x                                   | Name what to revoke",
        "revoke --never-used --reason x                      | Conditions alone are not enough",
        "revoke --everything --all --assistant a --reason x  | --all means every link with",
        "revoke --user a --all --assistant b --reason x      | --all means every link with",
        "revoke --everything --user a --reason x             | names everything and a part of it",
        "revoke --assistant alexa --reason x                 | To revoke all its links, add --all",
        "revoke --all --reason x                             | --all needs --assistant",
        "revoke --everything --assistant alexa --reason x    | names everything and a part of it",
        "revoke --link 12 --reason x                         | link must be a UUID",
        "revoke --leaked-tokens /nowhere --reason x          | cannot read /nowhere",
        "revoke --leaked-tokens - --reason x                 | there is nothing in it",
        "revoke --users - --reason x                         | --users: there is nothing in it",
        "revoke --links /nowhere --reason x                  | --links: cannot read /nowhere",
        "revoke --devices - --reason x                       | --devices: there is nothing in it",
        "revoke --links - --users - --reason x               | Only one list can come from",
        "revoke --user a --authorized-before x --dry-run     | is no instant",
        "revoke --user a --issued-after 2026-13-01 --dry-run | is no instant",
        "revoke --user a --key-version 0 --dry-run           | selector.where.keyVersion must be",
        "revoke --user a --region eu/x --dry-run             | selector.where.region must be",
        "revoke --user a --last-used-after 1d --last-used-before 2d --dry-run | nothing is at",
        "revoke --selector /nowhere --dry-run                | cannot be read",
        "revoke --selector - --dry-run                       | is no selector",
        "revoke --selector - --user a --dry-run              | --selector stands alone",
        "revoke --user a                                     | --reason",
        "revoke --user a --reason ''                         | --reason",
        "revoke --user a --reason '  '                       | --reason",
        "revoke --user a --reason x --wait --wait-limit 0    | --wait-limit",
        "login --client-id x                                 | --client-secret-file",
        "login --client-secret-file x                        | --client-id",
        "login --client-secret x                             | Unknown option",
        "login --server ftp://example.com                    | not the address of a server",
        "login --server http://hushkey.example.com           | use https",
      })
  void wrongCommandLine_anywhere_isUsageAndSaysWhatIsWrong(String line, String message) {
    CliRun.Result result = CliRun.in(home).server(NOBODY).run(words(line));
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(message).doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  private static String[] words(String line) {
    String[] words = line.strip().split(" (?=(?:[^']*'[^']*')*[^']*$)");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("'", "");
    }
    return words;
  }

  @Test
  void everyExitCode_isListedInTheHelpOfEveryCommand() throws IllegalAccessException {
    for (String command : new String[] {"--help", "revoke --help", "links list --help"}) {
      String help = CliRun.in(home).run(command.split(" ")).out();
      for (Field code : ExitCode.class.getDeclaredFields()) {
        assertThat(help).containsPattern("(?m)^  " + code.getInt(null) + "  ");
      }
    }
  }

  @Test
  void commandThatNeedsALogIn_withoutOne_saysHowToLogIn() {
    CliRun.Result result = CliRun.in(home).server(NOBODY).run("links", "list");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_LOGGED_IN);
    assertThat(result.err())
        .isEqualToIgnoringNewLines("Not logged in at http://127.0.0.1:1. Run: hushkey login");
  }

  @Test
  void server_thatDoesNotAnswer_isNamedWithTheWayToStartOne() {
    CliRun.Result result = CliRun.in(home).server(NOBODY).run("login");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(result.err()).contains(NOBODY, "connection refused", "./hushkey up");
    assertThat(result.err()).doesNotContain("Exception");
  }

  @Test
  void noServer_anywhere_saysHowToNameOne() {
    CliRun.Result result = CliRun.in(home).run("links", "list");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--server", "HUSHKEY_URL");
  }

  @Test
  void setOfLinks_withoutATerminal_needsYes() {
    CliRun.Result result =
        CliRun.in(home)
            .server(NOBODY)
            .run("revoke", "--assistant", "alexa", "--all", "--reason", "leak");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(result.err()).contains("Nothing was changed", "--yes");
  }

  @Test
  void secretFile_thatIsMissingOrEmpty_isUsage() {
    CliRun run = CliRun.in(home).server(NOBODY).piping("\n");
    for (String file : new String[] {"-", home.resolve("absent").toString()}) {
      CliRun.Result result = run.run("login", "--client-id", "x", "--client-secret-file", file);
      assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("--client-secret-file");
    }
  }
}
