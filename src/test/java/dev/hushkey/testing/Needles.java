package dev.hushkey.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Secrets to look for, in every form in which they may lie about: as they are, in Base64 of both
 * alphabets wherever they start, in hexadecimal. Long tokens are looked for by their last
 * characters, which no two share.
 */
public final class Needles {

  private static final int LENGTH = 40;

  private final Map<String, String> secrets = new LinkedHashMap<>();

  /** Looks for this secret too. */
  public void add(String name, String secret) {
    if (secret == null || secret.length() < 16) {
      throw new IllegalArgumentException(name + " is too short to be looked for");
    }
    secrets.put(name, secret.substring(Math.max(0, secret.length() - LENGTH)));
  }

  /** How many secrets are looked for. */
  public int size() {
    return secrets.size();
  }

  /** The names of those that stand in the text, in whatever form. */
  public List<String> foundIn(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    for (String name : secrets.keySet()) {
      List<String> forms = forms(name);
      String hex = forms.getLast();
      if (forms.stream().anyMatch(text::contains) || lower.contains(hex)) {
        found.add(name);
      }
    }
    return found;
  }

  /** All forms of one secret, hexadecimal last. */
  public List<String> forms(String name) {
    String secret = secrets.get(name);
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>(List.of(secret));
    for (int offset = 0; offset < 3; offset++) {
      forms.add(base64(Base64.getEncoder(), bytes, offset));
      forms.add(base64(Base64.getUrlEncoder(), bytes, offset));
    }
    forms.add(HexFormat.of().formatHex(bytes));
    return forms;
  }

  /** What does not depend on the neighbours when the secret starts at this place of a triple. */
  private static String base64(Base64.Encoder encoder, byte[] bytes, int offset) {
    byte[] shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    String encoded = encoder.withoutPadding().encodeToString(shifted);
    int first = offset == 0 ? 0 : 4;
    int whole = shifted.length / 3 * 4;
    return encoded.substring(first, whole);
  }
}
