package dev.hushkey.stack.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Requests that a script of wrk makes of the lines of a file.
 *
 * @param script under {@code /bench}
 * @param method for {@code replay.lua}: after GET a line is a path, otherwise a body
 * @param type the media type of the bodies
 * @param header {@code Name: value}, asked for before each run, since a credential does not last
 * @param lines a file for this user's eyes only
 */
public record Requests(
    String script, String method, String type, Supplier<String> header, Path lines) {

  private static final String REPLAY = "replay.lua";
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  /** GETs of these paths. */
  public static Requests get(List<String> paths) throws IOException {
    return new Requests(REPLAY, "GET", "", () -> "", write(paths));
  }

  /** POSTs of these JSON bodies. */
  public static Requests post(Supplier<String> header, List<String> bodies) throws IOException {
    return new Requests(REPLAY, "POST", JSON, header, write(bodies));
  }

  /** POSTs of these JSON bodies, of items that are answered one by one. */
  public static Requests batches(Supplier<String> header, List<String> bodies) throws IOException {
    return new Requests("batch.lua", "POST", JSON, header, write(bodies));
  }

  /** POSTs of these forms. */
  public static Requests forms(Supplier<String> header, List<String> forms) throws IOException {
    return new Requests(REPLAY, "POST", FORM, header, write(forms));
  }

  /** The refresh grant, RFC 6749 §6; a run writes back the tokens to go on with. */
  public static Requests refreshes(String basic, List<String> tokens) throws IOException {
    return new Requests(
        "refresh.lua", "POST", FORM, () -> "Authorization: " + basic, write(tokens));
  }

  /** In the environment, which others may not read, as they may a command line. */
  Map<String, String> environment() {
    return Map.of(
        "BENCH_METHOD", method,
        "BENCH_TYPE", type,
        "BENCH_HEADER", header.get(),
        "BENCH_LINES", lines.toString(),
        // or a slow server would be asked for the first few again and again
        "BENCH_START", Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)));
  }

  private static Path write(List<String> lines) throws IOException {
    Path file =
        Files.createTempFile(
            "hushkey-bench",
            ".lines",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    file.toFile().deleteOnExit();
    return Files.write(file, lines);
  }
}
