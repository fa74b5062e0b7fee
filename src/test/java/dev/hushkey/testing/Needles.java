package dev.hushkey.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Secrets to look for, in every form in which they may lie about: as they are, in Base64 of both
 * alphabets wherever they start, in hexadecimal of both cases, URL-encoded, and in UTF-16 as a heap
 * may hold them. Long tokens are looked for by their last characters, which no two share.
 */
public final class Needles {

  private static final int LENGTH = 40;

  private final Map<String, String> secrets = new LinkedHashMap<>();

  /** Looks for this secret too. */
  public void add(String name, String secret) {
    if (secret == null || secret.length() < ManyNeedles.WINDOW) {
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
    return foundIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The names of those that stand in the file, or in a file of the directory. */
  public List<String> foundIn(Path path) {
    ManyNeedles search = search();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream content = Files.newInputStream(file)) {
          search.read(content);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return search.found();
  }

  private List<String> foundIn(InputStream content) {
    ManyNeedles search = search();
    try {
      search.read(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return search.found();
  }

  private ManyNeedles search() {
    ManyNeedles search = new ManyNeedles();
    for (String name : secrets.keySet()) {
      forms(name).forEach(form -> search.add(name, form.getBytes(StandardCharsets.UTF_8)));
      search.add(name, secrets.get(name).getBytes(StandardCharsets.UTF_16LE));
    }
    return search;
  }

  /** All forms of one secret that are text. */
  public Set<String> forms(String name) {
    String secret = secrets.get(name);
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>(List.of(secret));
    for (int offset = 0; offset < 3; offset++) {
      forms.add(base64(Base64.getEncoder(), bytes, offset));
      forms.add(base64(Base64.getUrlEncoder(), bytes, offset));
    }
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    return new LinkedHashSet<>(forms);
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
