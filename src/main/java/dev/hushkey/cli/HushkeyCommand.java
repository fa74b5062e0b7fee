package dev.hushkey.cli;

import dev.hushkey.cli.aot.AotCacheCommand;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.database.MigrateCommand;
import dev.hushkey.cli.database.RestoredCommand;
import dev.hushkey.cli.drill.DrillCommand;
import dev.hushkey.cli.keys.KeysCommand;
import dev.hushkey.cli.links.LinksCommand;
import dev.hushkey.cli.links.RevokeCommand;
import dev.hushkey.cli.links.UsersCommand;
import dev.hushkey.cli.manual.CompletionCommand;
import dev.hushkey.cli.manual.HelpCommand;
import dev.hushkey.cli.manual.ManCommand;
import dev.hushkey.cli.manual.Manual;
import dev.hushkey.cli.revocations.RevocationsCommand;
import dev.hushkey.cli.session.LoginCommand;
import dev.hushkey.cli.session.LogoutCommand;
import dev.hushkey.cli.session.ProfilesCommand;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.GlobalOptions;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.RootCommand;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.cli.vault.VaultCommand;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The admin CLI. */
@Command(
    name = "hushkey",
    description = {
      "Manage account links, revocations, signing keys, users and Vault.",
      "A client of the admin API: it needs the address of a server and a log-in. doctor, migrate,"
          + " restored and aot-cache belong to the machine that the service runs on, and read its settings; hushkey"
          + " serve is the service itself."
    },
    synopsisHeading = Manual.SYNOPSIS,
    descriptionHeading = Manual.DESCRIPTION,
    parameterListHeading = Manual.ARGUMENTS,
    optionListHeading = Manual.OPTIONS,
    commandListHeading = Manual.COMMANDS,
    footerHeading = Manual.EXAMPLES,
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = HushkeyCommand.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeOnExecutionException = ExitCode.UNEXPECTED,
    exitCodeListHeading = Manual.EXIT_CODES,
    exitCodeList = {
      ExitCode.OK + ":done",
      ExitCode.UNEXPECTED + ":an unexpected error, here or on the server",
      ExitCode.USAGE + ":the command line or a value in it is invalid",
      ExitCode.NOT_LOGGED_IN + ":not logged in, or the log-in has expired",
      ExitCode.NOT_ALLOWED + ":logged in, but without the admin role",
      ExitCode.NOT_FOUND + ":no such link, revocation, assistant or key",
      ExitCode.NOT_CONFIRMED + ":not confirmed, or refused; nothing was changed",
      ExitCode.UNAVAILABLE + ":the server, or something it depends on, is unavailable",
      ExitCode.WAIT_TIMED_OUT + ":--wait timed out; the work continues on the server",
      ExitCode.DIFFERENT + ":something is not as it should be (doctor, vault provision)",
      ExitCode.WARNING + ":something will not last, or should be otherwise (doctor)",
      ExitCode.AWAITS_APPROVAL + ":not in force: another admin has to approve it (revoke)",
      ExitCode.CELL_MISSING + ":of several cells, at least one has not done it (--cells)",
    },
    footer = {
      "hushkey login --server https://hushkey.example.com",
      "hushkey revoke --assistant alexa --all --dry-run",
      "hushkey help revoke",
    })
public final class HushkeyCommand implements Runnable, RootCommand {

  private record Entry(String name, Class<?> command) {}

  /** In the order of the help. */
  private static final List<Entry> COMMANDS =
      List.of(
          new Entry("login", LoginCommand.class),
          new Entry("logout", LogoutCommand.class),
          new Entry("profiles", ProfilesCommand.class),
          new Entry("links", LinksCommand.class),
          new Entry("revoke", RevokeCommand.class),
          new Entry("revocations", RevocationsCommand.class),
          new Entry("drill", DrillCommand.class),
          new Entry("keys", KeysCommand.class),
          new Entry("users", UsersCommand.class),
          new Entry("vault", VaultCommand.class),
          new Entry("aot-cache", AotCacheCommand.class),
          new Entry("migrate", MigrateCommand.class),
          new Entry("restored", RestoredCommand.class),
          new Entry("help", HelpCommand.class),
          new Entry("man", ManCommand.class),
          new Entry("completion", CompletionCommand.class));

  private static final String HELP = "help";

  /** They speak of all others. */
  private static final Set<String> OF_ALL = Set.of(HELP, "man", "completion");

  private static final Set<String> VERSION = Set.of("-V", "--version");

  /** Alone, they list the commands, and say nothing of what is in them. */
  private static final Set<String> OVERVIEW = Set.of(HELP, "-h", "--help");

  @Mixin private GlobalOptions options;
  @Spec private CommandSpec spec;

  private final CommandContext context;

  HushkeyCommand(CommandContext context) {
    this.context = context;
  }

  /** Runs one command in this process's context and returns its {@link ExitCode}. */
  public static int run(List<Callable<Integer>> further, String... arguments) {
    return run(CommandContext.ofProcess(), further, arguments);
  }

  /** Runs one command and returns its {@link ExitCode}. */
  public static int run(CommandContext context, String... arguments) {
    return run(context, List.of(), arguments);
  }

  /**
   * Runs one command and returns its {@link ExitCode}.
   *
   * @param further commands of rooms that this one does not know
   */
  public static int run(
      CommandContext context, List<Callable<Integer>> further, String... arguments) {
    return commandLine(context, further, arguments).execute(arguments);
  }

  /**
   * Reads the classes of the commands that these arguments may need; without arguments, of all. To
   * read all of them takes most of the time of a short command.
   */
  static CommandLine commandLine(
      CommandContext context, List<Callable<Integer>> further, String... arguments) {
    CommandLine commandLine = new CommandLine(new HushkeyCommand(context));
    boolean overview = arguments.length == 1 && OVERVIEW.contains(arguments[0]);
    COMMANDS.stream()
        .filter(entry -> mayNeed(entry.name(), arguments))
        .forEach(
            entry -> {
              if (overview && !entry.name().equals(HELP)) {
                commandLine.addSubcommand(entry.name(), listed(entry));
              } else {
                commandLine.addSubcommand(entry.command());
              }
            });
    further.stream()
        .filter(command -> mayNeed(name(command), arguments))
        .forEach(commandLine::addSubcommand);
    commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(HushkeyCommand::wrongUsage)
        .setExecutionStrategy(HushkeyCommand::execute)
        .setExecutionExceptionHandler(HushkeyCommand::failed);
    register(commandLine, AssistantId.class, AssistantId::new);
    register(commandLine, RevocationId.class, RevocationId::from);
    register(commandLine, DeviceId.class, DeviceId::new);
    register(commandLine, LinkId.class, LinkId::from);
    register(commandLine, UserId.class, UserId::new);
    Manual.of(commandLine);
    return commandLine;
  }

  private static String name(Callable<Integer> command) {
    return command.getClass().getAnnotation(Command.class).name();
  }

  /** What the overview shows of a command. */
  private static CommandSpec listed(Entry entry) {
    CommandSpec listed = CommandSpec.create();
    listed.usageMessage().description(entry.command().getAnnotation(Command.class).description());
    return listed;
  }

  /** Whether these arguments need none of the commands of rooms that this one does not know. */
  public static boolean isOfOurs(String... arguments) {
    return isVersion(arguments) || named(arguments).isPresent();
  }

  private static boolean mayNeed(String command, String... arguments) {
    if (isVersion(arguments)) {
      return false;
    }
    Optional<String> named = named(arguments);
    return named.isEmpty()
        || command.equals(named.get())
        || command.equals(HELP) && arguments[0].equals(HELP);
  }

  private static boolean isVersion(String... arguments) {
    return arguments.length == 1 && VERSION.contains(arguments[0]);
  }

  /** The command that the arguments begin with, or that help is wanted for. */
  private static Optional<String> named(String... arguments) {
    int first = arguments.length > 1 && arguments[0].equals(HELP) ? 1 : 0;
    return Arrays.stream(arguments)
        .skip(first)
        .findFirst()
        .filter(name -> !OF_ALL.contains(name))
        .filter(name -> COMMANDS.stream().anyMatch(entry -> entry.name().equals(name)));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }

  @Override
  public GlobalOptions options() {
    return options;
  }

  @Override
  public CommandContext context() {
    return context;
  }

  private static <T> void register(
      CommandLine commandLine, Class<T> type, Function<String, T> reader) {
    ITypeConverter<T> converter =
        text -> {
          try {
            return reader.apply(text);
          } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException(malformed.getMessage());
          }
        };
    commandLine.registerConverter(type, converter);
  }

  /** A format that a command does not have is refused before the command changes anything. */
  private static int execute(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    CommandLine last = parsed.asCommandLineList().getLast();
    HushkeyCommand root = (HushkeyCommand) parsed.commandSpec().root().userObject();
    boolean cells = root.options.cells().isPresent();
    if (cells && !(last.getCommand() instanceof CellCommand)) {
      throw new ParameterException(
          last,
          "--cells is for revoke and revocations, and '%s' is neither. Use --profile for each cell."
              .formatted(last.getCommandSpec().qualifiedName()));
    }
    if (!cells && root.options.cellsOnly().isPresent()) {
      throw new ParameterException(last, "--cells-only needs --cells: of which ones?");
    }
    if (root.options.csv() && !cells && !(last.getCommand() instanceof Lists)) {
      throw new ParameterException(
          last,
          "--output csv is for commands that list something, and '%s' does not. Use table or json."
              .formatted(last.getCommandSpec().qualifiedName()));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int wrongUsage(ParameterException wrong, String[] arguments) {
    CommandLine commandLine = wrong.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println(wrong.getMessage());
    if (!commandLine.getCommandSpec().positionalParameters().isEmpty()
        && commandLine.getUnmatchedArguments().stream().anyMatch(given -> given.startsWith("-"))) {
      err.println("Put -- before a value that begins with a hyphen.");
    }
    if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
      err.printf("For help: %s --help%n", commandLine.getCommandSpec().qualifiedName());
    }
    return ExitCode.USAGE;
  }

  private static int failed(Exception thrown, CommandLine commandLine, ParseResult parsed) {
    HushkeyCommand root = (HushkeyCommand) commandLine.getCommandSpec().root().userObject();
    PrintWriter err = commandLine.getErr();
    if (root.options.verbose()) {
      trace(thrown, err);
    }
    if (thrown instanceof CommandFailure failure) {
      err.println(failure.getMessage());
      return failure.exitCode();
    }
    err.printf(
        "Unexpected error: %s%nFor details, add --verbose.%n", Table.printable(thrown.toString()));
    return ExitCode.UNEXPECTED;
  }

  /** Our own failures need no stack trace, only their cause. */
  private static void trace(Exception thrown, PrintWriter err) {
    Throwable told = thrown instanceof CommandFailure ? thrown.getCause() : thrown;
    if (told != null) {
      told.printStackTrace(err);
    }
  }

  /** The version, as set by the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = HushkeyCommand.class.getPackage().getImplementationVersion();
      return new String[] {"hushkey " + (version == null ? "(development build)" : version)};
    }
  }
}
