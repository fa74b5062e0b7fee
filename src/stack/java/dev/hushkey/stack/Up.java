package dev.hushkey.stack;

import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.process.PortCheck;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ProcessRecord;
import dev.hushkey.stack.process.Progress;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code ./hushkey up}: starts the stack, says where everything is, and ends it on Ctrl-C. {@code
 * ./hushkey dev} does the same with Hushkey in Quarkus' dev mode.
 */
public final class Up {
  /** Exit code when something on this machine is in the way. */
  private static final int CANNOT_START = 1;

  /** Exit code when another {@code up} runs already. */
  private static final int ALREADY_UP = 3;

  private static final Duration WATCH = Duration.ofSeconds(2);

  /** Kept, since a logger that nobody holds forgets its level. What Flyway does is in its table. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private static volatile boolean stopping;

  private final PrintStream out = System.out;
  private final Progress progress = new Progress(out);
  private final StateDirectory state;
  private final Ports ports;
  private final LocalStack stack;
  private final boolean dev;
  private volatile DevMode devMode;

  private Up(Path directory, Ports ports, boolean dev) {
    this.dev = dev;
    this.state = new StateDirectory(directory);
    this.ports = ports;
    this.stack = new LocalStack(state, ports, ToolCache.ofUser());
  }

  /**
   * Takes the state directory, then {@code dev} for dev mode, and {@link Ports#BASE_VARIABLE} from
   * the environment.
   */
  public static void main(String[] arguments) {
    FLYWAY.setLevel(Level.WARNING);
    try {
      Ports ports = Ports.fromEnvironment(Optional.ofNullable(System.getenv(Ports.BASE_VARIABLE)));
      boolean dev = arguments.length > 1 && arguments[1].equals("dev");
      new Up(Path.of(arguments[0]), ports, dev).run();
    } catch (StackException e) {
      if (stopping) {
        // Ctrl-C while a service was starting: that it ended is no news
        return;
      }
      System.err.println();
      System.err.println(e.getMessage());
      System.exit(CANNOT_START);
    }
  }

  private void run() {
    try (FileChannel channel = open(state.directory("run").resolve("up.lock"));
        // The system lets it go with this process, however it ends
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        System.err.println("./hushkey up is already running. To stop it: ./hushkey down");
        System.exit(ALREADY_UP);
      }
      ProcessRecord.current().write(state.record("up"));
      new PortCheck(state).run(ports);
      long start = System.nanoTime();
      Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
      startAll();
      welcome((System.nanoTime() - start) / 1e9);
      if (dev) {
        develop();
      } else {
        watch();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel open(Path lock) throws IOException {
    return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void startAll() {
    if (dev) {
      stack.startServices(progress);
    } else {
      stack.startAll(progress);
    }
    StateDirectory.writePrivately(
        state.root().resolve("cli.properties"), "url=" + stack.hushkey().address() + "\n");
  }

  private void develop() {
    devMode = DevMode.start(stack.prepareHushkey(), state.directory("tmp"), ToolCache.ofUser());
    int exitCode = devMode.await();
    if (!stopping) {
      System.exit(exitCode);
    }
  }

  private void stop() {
    stopping = true;
    if (devMode != null) {
      devMode.stop();
    }
    out.println();
    out.println("Stopping …");
    StateDirectory.delete(state.root().resolve("cli.properties"));
    stack.stop(service -> out.println("  " + service + " stopped"));
    StateDirectory.delete(state.record("up"));
    out.println("Stopped. The data is kept in " + state.root() + ".");
  }

  private void welcome(double seconds) {
    KeycloakServer keycloak = stack.keycloak();
    out.printf(
        dev
            ? "%nThe services are up after %.1f s, Hushkey follows.%n%n"
            : "%nHushkey is up after %.1f s.%n%n",
        seconds);
    table(
        "Hushkey",
        stack.hushkey().address(),
        "API document",
        stack.hushkey().innerAddress() + "/q/openapi",
        "Keycloak",
        keycloak.address() + "   (console: admin / " + keycloak.password("admin") + ")",
        "OpenBao",
        stack.openBao().address(),
        "PostgreSQL",
        stack.postgres().reactiveUrl(LocalStack.HUSHKEY),
        "the same over TLS",
        "%s, %s, %s"
            .formatted(
                stack.keycloak().tlsAddress(),
                stack.openBao().tlsAddress(),
                "PostgreSQL's port; trust " + stack.certificates().authority()),
        "logs",
        state.root().resolve("log").toString());
    out.println();
    out.println("Accounts, user name / password:");
    table(
        "customers",
        person("alice") + "      " + person("bob"),
        "admin",
        person("carol"),
        "at Amazon",
        person("alice-amazon") + "      " + person("bob-amazon"));
    out.println();
    out.println("Next, in another terminal:");
    table(
        "./hushkey demo", "the story from link to revocation",
        "./hushkey login", "as carol, then:",
        "./hushkey links list", "",
        "./hushkey down", "or Ctrl-C here");
  }

  private void table(String... cells) {
    for (int i = 0; i < cells.length; i += 2) {
      out.printf("  %-21s %s%n", cells[i], cells[i + 1]);
    }
  }

  private String person(String user) {
    return user + " / " + stack.keycloak().password(user);
  }

  /** Runs until a signal ends this process, and reports when a service ends unexpectedly. */
  private void watch() {
    Map<String, BooleanSupplier> services = stack.running();
    List<String> gone = new ArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    while (!ServiceProcess.await(() -> never.getCount() == 0, WATCH)) {
      services.forEach(
          (name, running) -> {
            if (!stopping && !running.getAsBoolean() && !gone.contains(name)) {
              gone.add(name);
              out.println(name + " has ended; see " + state.log(name) + ".");
            }
          });
    }
  }
}
