package dev.hushkey.stack.cluster;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.PinnedWheel;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * etcd, built from its sources by a Go toolchain out of a Python package: every module has its hash
 * in {@code go.sum}. Takes two minutes of a processor, once.
 */
final class EtcdProgram {

  private static final String MODULE = "go.etcd.io/etcd/server/v3";

  private EtcdProgram() {}

  static Path in(ToolCache tools) {
    int pins = (text("go.mod") + text("go.sum") + text("go-requirements.txt")).hashCode();
    return tools
        .get("etcd-%08x".formatted(pins), directory -> build(tools, directory))
        .resolve("etcd");
  }

  private static String text(String file) {
    return Resources.text("etcd/" + file);
  }

  private static void build(ToolCache tools, Path directory) throws IOException {
    Path go = toolchain(tools);
    Path work = Files.createDirectory(directory.resolve("work"));
    for (String file : List.of("go.mod", "go.sum")) {
      Files.writeString(work.resolve(file), text(file));
    }
    System.out.println("  building etcd, which takes some minutes");
    List<String> build = new ArrayList<>(List.of("env", "-u", "GOROOT", "nice", go.toString()));
    build.addAll(List.of("build", "-mod=readonly", "-trimpath", "-buildvcs=false"));
    build.addAll(List.of("-o", directory.resolve("etcd").toString(), MODULE));
    // the modules can be deleted again with -modcacherw only
    Map<String, String> environment =
        Map.of(
            "GOFLAGS", "-modcacherw",
            "GOTOOLCHAIN", "local",
            "CGO_ENABLED", "0",
            "GOPATH", work.resolve("path").toString(),
            "GOCACHE", work.resolve("cache").toString());
    Command done = Command.run(build, environment, work);
    if (!done.succeeded()) {
      throw new StackException("etcd could not be built:\n" + done.output());
    }
    StateDirectory.delete(work);
  }

  private static Path toolchain(ToolCache tools) {
    PinnedWheel wheel = PinnedWheel.of("etcd/go-requirements.txt", 60);
    return tools
        .get("go-" + wheel.version(), directory -> wheel.unpackInto(directory, List.of()))
        .resolve("go/bin/go");
  }
}
