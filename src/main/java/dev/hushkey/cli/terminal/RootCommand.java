package dev.hushkey.cli.terminal;

/** What every command may ask of the command that it stands under. */
public interface RootCommand {

  CommandContext context();

  GlobalOptions options();
}
