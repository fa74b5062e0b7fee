package dev.hushkey.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The seeds of a target: one input a line, with {@code \n}, {@code \r}, {@code \\} and {@code \x1f}
 * for what a line cannot hold. Lines that begin with {@code #} are comments.
 */
final class Seeds {

  private static final HexFormat HEX = HexFormat.of();

  private Seeds() {}

  /** The empty input, and those of the file. */
  static List<byte[]> of(String target) {
    List<byte[]> seeds = new ArrayList<>(List.of(new byte[0]));
    text(target)
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(Seeds::unescape)
        .forEach(seeds::add);
    return seeds;
  }

  private static String text(String target) {
    try (InputStream file = Seeds.class.getResourceAsStream("/fuzz/" + target + ".txt")) {
      if (file == null) {
        throw new IllegalStateException("src/test/resources/fuzz/" + target + ".txt is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] unescape(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream seed = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '\\') {
        seed.write(bytes[i]);
        continue;
      }
      i++;
      switch (bytes[i]) {
        case 'n' -> seed.write('\n');
        case 'r' -> seed.write('\r');
        case '\\' -> seed.write('\\');
        case 'x' -> {
          seed.write(HexFormat.fromHexDigits(line(bytes, i + 1)));
          i += 2;
        }
        default -> throw new IllegalArgumentException("\\" + (char) bytes[i] + " is no escape");
      }
    }
    return seed.toByteArray();
  }

  private static String line(byte[] bytes, int from) {
    return new String(bytes, from, 2, StandardCharsets.US_ASCII);
  }

  static String escape(byte[] seed) {
    StringBuilder line = new StringBuilder();
    for (byte each : seed) {
      boolean first = line.isEmpty();
      switch (each) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\\' -> line.append("\\\\");
        default -> {
          boolean plain = each >= ' ' && each < 0x7f && !(first && each == '#');
          line.append(plain ? String.valueOf((char) each) : "\\x" + HEX.toHexDigits(each));
        }
      }
    }
    return line.toString();
  }
}
