package dev.hushkey.identity;

import java.util.UUID;
import java.util.regex.Pattern;

/** Reads UUIDs in the one form that we write; the JDK would also read shorter and longer groups. */
final class CanonicalUuid {

  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private CanonicalUuid() {}

  static UUID read(String what, String text) {
    if (text == null || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(what + " must be a UUID");
    }
    return UUID.fromString(text);
  }
}
