package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Cell;
import dev.hushkey.cli.profile.CellChoice;
import dev.hushkey.cli.profile.Profile;
import dev.hushkey.cli.profile.ProfileFile;
import dev.hushkey.cli.profile.Profiles;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.profile.Target;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.Place;
import dev.hushkey.cli.terminal.RootCommand;
import dev.hushkey.cli.terminal.Table;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands share. */
public abstract class BaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private Http http;
  private Target target;
  private List<Cell> cells;

  public final CommandContext context() {
    return root().context();
  }

  protected final boolean json() {
    return root().options().json();
  }

  /** For the server of this command, and the realm that it names. */
  protected final Http http() {
    if (http == null) {
      http = http(target().profile().flatMap(Profile::authorities).map(AuthorityFile::trusting));
    }
    return http;
  }

  /** For a server whose certificate authority is not in the JDK's trust store. */
  public final Http http(Optional<SSLContext> tls) {
    return new Http(root().options().verbose() ? tracing() : Optional.empty(), tls);
  }

  protected final SessionStore sessions() {
    return SessionStore.in(environment());
  }

  protected final Server server() {
    return target().server();
  }

  /** What this command acts on, for a question about it. */
  protected final Place place() {
    return target().place();
  }

  /** Settled once; people are warned of production before anything is done. */
  final Target target() {
    if (target == null) {
      target = Target.choose(root().options(), environment(), profiles(), () -> sessions().last());
      target.place().announce(context());
    }
    return target;
  }

  final Profiles profiles() {
    return ProfileFile.in(environment()).read();
  }

  private Map<String, String> environment() {
    return context().environment();
  }

  protected final AdminApi api() {
    Logins logins = new Logins(sessions(), http(), context().clock());
    return new AdminApi(server(), logins, http(), Optional.empty());
  }

  /** Whether the command is for several cells, and not for one server. */
  protected final boolean inCells() {
    return root().options().cells().isPresent();
  }

  /** What they are called together. */
  protected final String cellsName() {
    return root().options().cells().orElseThrow();
  }

  /** The cells that it is for; people are warned of production before anything is done. */
  protected final List<Cell> cells() {
    if (cells == null) {
      cells = CellChoice.of(root().options(), profiles());
      cells.forEach(cell -> Target.of(cell).place().announce(context()));
    }
    return cells;
  }

  /** How long all cells together have to answer. */
  protected final Duration cellsLimit() {
    return root().options().cellsLimit();
  }

  /** One cell's, which refuses what is for another. */
  protected final AdminApi api(Cell cell) {
    Http itsHttp = http(cell.profile().authorities().map(AuthorityFile::trusting));
    Logins logins = new Logins(sessions(), itsHttp, context().clock());
    return new AdminApi(cell.profile().server(), logins, itsHttp, Optional.of(cell.name()));
  }

  /** What was typed, as it was typed. */
  protected final List<String> typed() {
    return spec.root().commandLine().getParseResult().originalArgs();
  }

  /** Writes a result to standard output: the raw answer, or text for people. */
  protected final void result(Answer answer, Object forPeople) {
    context().out().println(json() ? answer.body() : forPeople);
  }

  /** The same for a result that did not come from a server. */
  protected final void result(String json, String forPeople) {
    context().out().println(json() ? json : forPeople);
  }

  /** Writes a list: the raw answer, its rows as CSV, or text for people, usually the same rows. */
  protected final void list(String json, Table rows, Object forPeople) {
    if (root().options().csv()) {
      context().out().print(rows.csv());
    } else {
      context().out().println(json() ? json : forPeople);
    }
  }

  /** Prints a message for the person, apart from the result. */
  protected final void say(String format, Object... values) {
    context().err().println(Table.printable(format.formatted(values)));
  }

  private Optional<PrintStream> tracing() {
    return Optional.of(context().err());
  }

  private RootCommand root() {
    return (RootCommand) spec.root().userObject();
  }
}
