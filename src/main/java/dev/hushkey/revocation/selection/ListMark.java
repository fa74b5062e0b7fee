package dev.hushkey.revocation.selection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Tells one list from another of the same length, in the sentence about it: the first 48 bits of
 * the SHA-256 of its members, one a line and sorted. The order in which they are listed changes
 * nothing.
 */
final class ListMark {

  private static final int BYTES = 6;

  private ListMark() {}

  static String of(Collection<?> members) {
    String lines =
        members.stream().map(Object::toString).sorted().collect(Collectors.joining("\n", "", "\n"));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8));
      return "list " + HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
