package dev.hushkey.cli.terminal;

/** What every command may ask of its parent command. */
public interface RootCommand {

  CommandContext context();

  GlobalOptions options();
}
