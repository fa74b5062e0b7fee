package dev.hushkey.stack.bench.cells;

import dev.hushkey.cli.HushkeyCommand;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Terminal;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.cells.CellSite.Linked;
import dev.hushkey.stack.bench.storm.HaProxy;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.tool.Resources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code ./hushkey bench cells [links]}: two whole stacks behind HAProxy. People link in both, and
 * everything is revoked in both by one command: once while one of them is killed, and finished by
 * the command that is printed then; once while both are up. Probes ask all the while, and nothing
 * may be given that was asked for after the answer.
 */
public final class CellsBench {

  private static final String[] REVOKE = {
    "revoke", "--cells", "bench", "--assistant", "alexa", "--all", "--yes", "--reason", "drill"
  };

  private final LocalStack stack;
  private final int links;
  private final Path home;

  /**
   * @param stack beside which the cells run, under its state directory
   * @param links in each cell, beside those that people make
   */
  public CellsBench(LocalStack stack, int links) {
    this.stack = stack;
    this.links = links;
    this.home = stack.state().directory("tmp").resolve("cells-cli");
  }

  /** Fails when something was given too late, or the command did not say which cell was down. */
  public void run() throws Exception {
    HaProxy.require();
    Path directory = stack.state().directory("cells");
    int port = Ports.free().hushkey();
    String proxy = "http://127.0.0.1:" + port;
    try (CellSite eu = CellSite.start("eu", directory);
        CellSite na = CellSite.start("na", directory);
        HaProxy _ =
            HaProxy.start(stack.state(), "bench-haproxy-cells", config(port, eu, na), port)) {
      logIn(eu, na);
      withOneDown(proxy, eu, na);
      withBoth(proxy, eu, na);
    }
  }

  private static String config(int port, CellSite eu, CellSite na) {
    return Resources.filled(
        Resources.text("cells/haproxy.cfg"),
        name ->
            switch (name) {
              case "port" -> Integer.toString(port);
              case "eu" -> eu.authority();
              default -> na.authority();
            });
  }

  private void logIn(CellSite... cells) throws IOException {
    StringBuilder config = new StringBuilder("[cells.bench]\n");
    for (CellSite cell : cells) {
      config.append("%1$s = \"bench-%1$s\"%n".formatted(cell.name()));
    }
    for (CellSite cell : cells) {
      config.append(
          "[profiles.bench-%s]%nserver = \"%s\"%n".formatted(cell.name(), cell.address()));
    }
    Files.createDirectories(home.resolve("hushkey"));
    Files.writeString(home.resolve("hushkey/config.toml"), config.toString());
    for (CellSite cell : cells) {
      logIn(cell);
    }
  }

  private void logIn(CellSite cell) {
    require(
        ExitCode.OK,
        type(
            cell.adminSecret(),
            "login",
            "--profile",
            "bench-" + cell.name(),
            "--client-id",
            "hushkey-admin",
            "--client-secret-file",
            "-"));
  }

  private void withOneDown(String proxy, CellSite eu, CellSite na) throws Exception {
    try (CellProbes probes = CellProbes.start(proxy, link(proxy, eu, na))) {
      awaitGiven(probes, "eu", "na");
      na.kill();
      Typed first = type("", REVOKE);
      probes.revoked("eu");
      require(ExitCode.CELL_MISSING, first);
      requireSaid(first, "in force in 1 of 2 cells (eu)", "CELL na HAS NOT ANSWERED");
      long before = probes.of("na").given.get();
      na.startHushkey();
      long start = System.nanoTime();
      while (probes.of("na").given.get() == before) {
        requireSoon(start, "cell na gives nothing after its start");
      }
      logIn(na);
      String finish = first.text().lines().toList().getLast();
      String[] words = finish.split(" ");
      Typed second = type("", Arrays.copyOfRange(words, 1, words.length));
      probes.revoked("na");
      require(ExitCode.OK, second);
      judge("one cell down", probes, eu, na);
    }
  }

  private void withBoth(String proxy, CellSite eu, CellSite na) throws Exception {
    try (CellProbes probes = CellProbes.start(proxy, link(proxy, eu, na))) {
      awaitGiven(probes, "eu", "na");
      logIn(eu);
      logIn(na);
      Typed all = type("", REVOKE);
      probes.revoked("eu");
      probes.revoked("na");
      require(ExitCode.OK, all);
      requireSaid(all, "in force in 2 of 2 cells (eu, na)");
      judge("both up", probes, eu, na);
    }
  }

  private List<Linked> link(String proxy, CellSite... cells) {
    List<Linked> all = new ArrayList<>();
    for (CellSite cell : cells) {
      cell.addLinks(links);
      all.addAll(cell.link(proxy));
    }
    return all;
  }

  private static void awaitGiven(CellProbes probes, String... cells) throws InterruptedException {
    long start = System.nanoTime();
    for (String cell : cells) {
      while (probes.of(cell).given.get() < 20) {
        requireSoon(start, "cell " + cell + " gives nothing");
        Thread.sleep(10);
      }
    }
  }

  private static void requireSoon(long start, String otherwise) {
    if (System.nanoTime() - start > 60_000_000_000L) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** Asks for some more seconds, and says what came. */
  private static void judge(String round, CellProbes probes, CellSite... cells)
      throws InterruptedException {
    Thread.sleep(5000);
    System.out.printf("%n%s:%n", round);
    long tooLate = 0;
    for (CellSite cell : cells) {
      CellProbes.Count count = probes.of(cell.name());
      System.out.printf("  cell %s: %s%n", cell.name(), count);
      tooLate += count.tooLate.get();
      if (count.refused.get() == 0) {
        throw new IllegalStateException("nobody has asked cell " + cell.name() + " afterwards");
      }
    }
    if (tooLate > 0) {
      throw new IllegalStateException("%,d were given too late".formatted(tooLate));
    }
  }

  /** How a command ended, and what it wrote. */
  private record Typed(int exitCode, String text) {}

  private Typed type(String input, String... words) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream screen = new PrintStream(written, true, StandardCharsets.UTF_8);
    long start = System.nanoTime();
    int exitCode =
        HushkeyCommand.run(
            new CommandContext(
                screen,
                screen,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Terminal.NONE,
                Map.of("XDG_CONFIG_HOME", home.toString()),
                Clock.systemUTC(),
                Thread::sleep),
            words);
    String text = written.toString(StandardCharsets.UTF_8);
    System.out.printf(
        "%n$ hushkey %s%n%s[code %d, %d ms]%n",
        String.join(" ", words), text, exitCode, (System.nanoTime() - start) / 1_000_000);
    return new Typed(exitCode, text);
  }

  private static void require(int exitCode, Typed typed) {
    if (typed.exitCode() != exitCode) {
      throw new IllegalStateException("code %d, and not %d".formatted(typed.exitCode(), exitCode));
    }
  }

  private static void requireSaid(Typed typed, String... words) {
    for (String each : words) {
      if (!typed.text().contains(each)) {
        throw new IllegalStateException("the command does not say: " + each);
      }
    }
  }
}
