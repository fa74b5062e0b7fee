package dev.hushkey.stack.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The machine's time as the kernel counts it, see <a
 * href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>.
 *
 * @param total all of it, in ticks
 * @param stolen what the host of a virtual machine gave to others
 */
record CpuTime(long total, long stolen) {

  private static final Path STAT = Path.of("/proc/stat");
  private static final int STEAL = 7;

  static CpuTime now() {
    try {
      String all = Files.readAllLines(STAT).getFirst();
      long[] ticks =
          Arrays.stream(all.split(" +"))
              .skip(1)
              .limit(STEAL + 1)
              .mapToLong(Long::parseLong)
              .toArray();
      return new CpuTime(Arrays.stream(ticks).sum(), ticks[STEAL]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double stolenSince(CpuTime before) {
    return (double) (stolen - before.stolen) / Math.max(1, total - before.total);
  }
}
