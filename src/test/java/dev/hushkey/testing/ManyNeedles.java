package dev.hushkey.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Looks for a hundred thousand byte strings in one pass over any number of bytes, as Rabin and Karp
 * do: a hash rolls along with a window, and only where it is one of ours are bytes compared.
 */
final class ManyNeedles {

  /** Needles are at least this long; the window lies in their middle, where they differ most. */
  static final int WINDOW = 16;

  private static final long BASE = 0x100000001b3L;
  private static final int CHUNK = 1 << 22;
  private static final int FILTER_BITS = 24;

  private record Needle(String name, byte[] bytes, int windowAt) {}

  private final Map<Long, List<Needle>> byHash = new HashMap<>();
  private final long[] filter = new long[1 << (FILTER_BITS - 6)];
  private final TreeSet<String> found = new TreeSet<>();
  private int longest;

  /** Looks for these bytes too. */
  void add(String name, byte[] bytes) {
    int windowAt = (bytes.length - WINDOW) / 2;
    long hash = 0;
    for (int i = 0; i < WINDOW; i++) {
      hash = hash * BASE + bytes[windowAt + i];
    }
    byHash.computeIfAbsent(hash, _ -> new ArrayList<>(1)).add(new Needle(name, bytes, windowAt));
    int slot = slot(hash);
    filter[slot >> 6] |= 1L << slot;
    longest = Math.max(longest, bytes.length);
  }

  /** The names found so far, in order. */
  List<String> found() {
    return List.copyOf(found);
  }

  /** Reads to the end. */
  void read(InputStream content) throws IOException {
    byte[] buffer = new byte[CHUNK + 2 * longest];
    int kept = 0;
    int read;
    while ((read = content.readNBytes(buffer, kept, buffer.length - kept)) > 0) {
      int length = kept + read;
      search(buffer, length);
      // what may be cut through by the end is looked at again, from before its beginning
      kept = Math.min(2 * longest, length);
      System.arraycopy(buffer, length - kept, buffer, 0, kept);
    }
  }

  private void search(byte[] buffer, int length) {
    long outgoing = 1;
    for (int i = 0; i < WINDOW - 1; i++) {
      outgoing *= BASE;
    }
    long hash = 0;
    for (int end = 0; end < length; end++) {
      if (end >= WINDOW) {
        hash -= outgoing * buffer[end - WINDOW];
      }
      hash = hash * BASE + buffer[end];
      int slot = slot(hash);
      if ((filter[slot >> 6] & (1L << slot)) != 0 && end >= WINDOW - 1) {
        compare(buffer, length, end - WINDOW + 1, hash);
      }
    }
  }

  private void compare(byte[] buffer, int length, int windowStart, long hash) {
    for (Needle needle : byHash.getOrDefault(hash, List.of())) {
      int from = windowStart - needle.windowAt();
      int to = from + needle.bytes().length;
      if (from >= 0
          && to <= length
          && Arrays.equals(buffer, from, to, needle.bytes(), 0, needle.bytes().length)) {
        found.add(needle.name());
      }
    }
  }

  private static int slot(long hash) {
    return (int) ((hash * 0x9e3779b97f4a7c15L) >>> (64 - FILTER_BITS));
  }
}
