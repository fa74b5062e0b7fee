package dev.hushkey.cli.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.terminal.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultProvisionCommandTest {

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--token-num-uses=5 | each request is a use",
        "--secret-id-ttl=-1 | --secret-id-ttl must be 0 or more",
        "--secret-id-num-uses=-1 | --secret-id-num-uses must be 0 or more",
        "--secret-id-bound-cidrs=0.0.0.0/0 | 0.0.0.0/0 is no network",
        "--secret-id-bound-cidrs=10.0.0.0 | 10.0.0.0 is no network",
        "--token-bound-cidrs=10.0.0.0/33 | 10.0.0.0/33 is no network",
        "--token-bound-cidrs=vault.example.com/24 | vault.example.com/24 is no network",
        "--token-bound-cidrs=fe80::/129 | fe80::/129 is no network",
        "--kubernetes-namespace=cameras | go together",
        "--kubernetes-service-account=hushkey | go together",
        "--kubernetes-namespace=* --kubernetes-service-account=hushkey | must be one name",
        "--kubernetes-namespace=a --kubernetes-service-account=b,c | must be one name",
        "--kubernetes-namespace=a --kubernetes-service-account=b --kubernetes-audience=  | audience",
        "--without-app-roles | leaves no way to log in",
      })
  void options_thatCannotWork_areRefusedBeforeAnythingIsSent(String options, String why) {
    List<String> command = new ArrayList<>(List.of("vault", "provision", "--assistants=alexa"));
    command.addAll(Arrays.asList(options.split(" ")));

    CliRun.Result result = CliRun.in(home).run(command.toArray(String[]::new));

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(why);
  }
}
