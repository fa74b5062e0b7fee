package dev.hushkey.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManyNeedlesTest {

  private static final String NEEDLE = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int CHUNK = 1 << 22;

  @Test
  void needle_isFoundWhereverItStands() throws IOException {
    for (int at : new int[] {0, 1, CHUNK - 20, CHUNK, CHUNK + 50, 2 * CHUNK + 7, 3 * CHUNK - 36}) {
      byte[] hay = hay(3 * CHUNK);
      System.arraycopy(bytes(NEEDLE), 0, hay, at, NEEDLE.length());
      assertThat(search(hay).found()).as("at %d", at).containsExactly("needle");
    }
  }

  @Test
  void needleWithOneByteChanged_isNotFound() throws IOException {
    for (int changed = 0; changed < NEEDLE.length(); changed++) {
      byte[] hay = hay(1000);
      System.arraycopy(bytes(NEEDLE), 0, hay, 500, NEEDLE.length());
      hay[500 + changed]++;
      assertThat(search(hay).found()).isEmpty();
    }
  }

  private static ManyNeedles search(byte[] hay) throws IOException {
    ManyNeedles search = new ManyNeedles();
    search.add("needle", bytes(NEEDLE));
    search.add("another", bytes("this one is nowhere to be found"));
    search.read(new ByteArrayInputStream(hay));
    return search;
  }

  private static byte[] hay(int length) {
    byte[] hay = new byte[length];
    new Random(7).nextBytes(hay);
    return hay;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
