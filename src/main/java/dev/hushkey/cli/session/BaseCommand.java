package dev.hushkey.cli.session;

import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.RootCommand;
import dev.hushkey.cli.terminal.Table;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands share. */
public abstract class BaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private Http http;

  public final CommandContext context() {
    return root().context();
  }

  protected final boolean json() {
    return root().options().json();
  }

  public final Http http() {
    if (http == null) {
      http = new Http(root().options().verbose() ? tracing() : Optional.empty());
    }
    return http;
  }

  /** For a server whose certificate authority is not in the JDK's trust store. */
  public final Http http(Optional<SSLContext> tls) {
    return new Http(root().options().verbose() ? tracing() : Optional.empty(), tls);
  }

  protected final SessionStore sessions() {
    return SessionStore.in(context().environment());
  }

  protected final Server server() {
    return Server.choose(root().options().server(), context().environment(), sessions().last());
  }

  protected final AdminApi api() {
    Logins logins = new Logins(sessions(), http(), context().clock());
    return new AdminApi(server(), logins, http());
  }

  /** Writes a result to standard output: the raw answer, or text for people. */
  protected final void result(Answer answer, Object forPeople) {
    context().out().println(json() ? answer.body() : forPeople);
  }

  /** The same for a result that did not come from a server. */
  protected final void result(String json, String forPeople) {
    context().out().println(json() ? json : forPeople);
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
