package dev.hushkey.stack;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.Progress;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.ToolCache;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Starts the stack of a test JVM once, without any data of ours, and sees to its end however the
 * JVM ends.
 */
public final class TestStack {
  /**
   * Quarkus loads test classes anew in several class loaders, each with its own statics. What all
   * of them share are the system properties: the first one starts, the others attach to its state
   * directory.
   */
  private static final String PROPERTY = "dev.hushkey.stack";

  private static final Path STATE = Path.of("target/stack");
  private static final String END_SCRIPT = "src/stack/resources/stack/end.sh";

  private static LocalStack current;

  /** Kept, since a collected Process closes its pipe. */
  @SuppressWarnings("UnusedVariable")
  private static Process endsWithUs;

  private TestStack() {}

  /** The stack of this JVM's tests; started at the first call, ended with the JVM. */
  public static synchronized LocalStack current() {
    if (current == null) {
      current = attachOrStart();
    }
    return current;
  }

  /** The database of the running {@code @QuarkusTest}, see {@link StackResource}. */
  public static String database() {
    return Optional.ofNullable(System.getProperty(StackResource.DATABASE_PROPERTY)).orElseThrow();
  }

  private static LocalStack attachOrStart() {
    // interned, so one lock for all class loaders
    synchronized (PROPERTY.intern()) {
      String state = System.getProperty(PROPERTY);
      if (state != null) {
        return LocalStack.attach(Path.of(state));
      }
      LocalStack started = start();
      System.setProperty(PROPERTY, started.state().root().toString());
      return started;
    }
  }

  private static LocalStack start() {
    StateDirectory state = new StateDirectory(STATE);
    Command.run("sh", END_SCRIPT, state.root().toString());
    Ports ports = keepOrEmpty(state);
    endWithThisJvm(state);
    LocalStack stack = new LocalStack(state, ports, ToolCache.ofUser());
    stack.startServices(new Progress(System.out));
    stack.postgres().dropDatabases(LocalStack.OWNER);
    StateDirectory.writePrivately(definitionFile(state), Definition.current());
    return stack;
  }

  /**
   * Keeps what an earlier run made of the same definition, since a first start of Keycloak takes
   * half a minute: its realms, the Vault's keys. What the tests write lies in databases of ours,
   * and those go. Logs go too.
   */
  private static Ports keepOrEmpty(StateDirectory state) {
    boolean same =
        StateDirectory.read(definitionFile(state)).equals(Optional.of(Definition.current()));
    if (!same) {
      StateDirectory.delete(state.root());
      return Ports.free();
    }
    StateDirectory.delete(state.directory("log"));
    Ports earlier = LocalStack.attach(state.root()).ports();
    return earlier.areFree() ? earlier : Ports.free();
  }

  private static Path definitionFile(StateDirectory state) {
    return state.directory("run").resolve("definition");
  }

  /**
   * A shell that waits for its standard input to close. That happens when this JVM ends, also by
   * kill -9, and needs no class that a closed class loader could no longer load.
   */
  private static void endWithThisJvm(StateDirectory state) {
    ProcessBuilder waiting =
        new ProcessBuilder(
                "setsid", "sh", END_SCRIPT, "--when-stdin-closes", state.root().toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")));
    try {
      endsWithUs = waiting.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + END_SCRIPT, e);
    }
  }
}
