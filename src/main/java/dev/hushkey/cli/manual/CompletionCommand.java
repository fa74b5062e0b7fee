package dev.hushkey.cli.manual;

import dev.hushkey.cli.terminal.ExitCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete our command lines. */
@Command(
    name = "completion",
    description = {
      "Print the script with which a shell completes commands, options and their values.",
      "Add the line of your shell to ~/.bashrc or ~/.zshrc. The archive has the script for bash in"
          + " share/bash-completion, too."
    },
    footer = {
      "source <(hushkey completion bash)",
      "source <(hushkey completion zsh)",
    })
public final class CompletionCommand implements Callable<Integer> {

  /** One script serves both: in zsh it loads the functions that zsh has for bash's. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (shell == Shell.ZSH) {
      spec.commandLine().getOut().println("#compdef hushkey");
    }
    spec.commandLine().getOut().print(AutoComplete.bash("hushkey", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
