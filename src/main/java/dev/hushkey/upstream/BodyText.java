package dev.hushkey.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Turns the bytes of an answer into text: undoes content codings, <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-8.4">RFC 9110 §8.4</a>, and finds the
 * charset. We ask for no coding, but a proxy in between may apply one all the same, and the answer
 * may hold a refresh token that exists nowhere else.
 */
final class BodyText {

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*[\"']?([^\\s;\"']+)", Pattern.CASE_INSENSITIVE);

  private static final String IDENTITY = "identity";

  /** More than one is legal and never seen; without a bound, each would be a further inflation. */
  private static final int MAX_CODINGS = 2;

  private static final int LOWER_NIBBLE = 0x0F;

  private BodyText() {}

  /**
   * The text of a body.
   *
   * @param codings the values of {@code Content-Encoding}
   * @param limit the most bytes of the decoded body
   * @throws BoundedBody.TooLarge when the decoded body is larger
   * @throws UncheckedIOException when the body cannot be decoded, or the coding is not known
   */
  static String of(byte[] body, List<String> codings, Optional<String> contentType, int limit) {
    byte[] plain = body;
    for (String coding : inReverse(codings)) {
      plain = decode(plain, coding, limit);
    }
    return text(plain, contentType);
  }

  /** The coding that was applied last is undone first. */
  private static List<String> inReverse(List<String> codings) {
    List<String> names =
        codings.stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty() && !name.equals(IDENTITY))
            .toList();
    if (names.size() > MAX_CODINGS) {
      throw unreadable("more content codings than anybody needs");
    }
    return names.reversed();
  }

  private static byte[] decode(byte[] body, String coding, int limit) {
    if (body.length == 0) {
      return body;
    }
    try (InputStream decoding = decoding(body, coding)) {
      byte[] plain = decoding.readNBytes(limit + 1);
      if (plain.length > limit) {
        throw new BoundedBody.TooLarge();
      }
      return plain;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream decoding(byte[] body, String coding) throws IOException {
    InputStream bytes = new ByteArrayInputStream(body);
    return switch (coding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(bytes);
      case "deflate" -> new InflaterInputStream(bytes, new Inflater(!hasZlibHeader(body)));
      default -> throw unreadable("an unknown content coding");
    };
  }

  /**
   * RFC 9110 §8.4.1.2: {@code deflate} means the zlib format, but "some non-conformant
   * implementations send the deflate data without the zlib wrapper". RFC 1950: compression method 8
   * and a check of the first two bytes.
   */
  private static boolean hasZlibHeader(byte[] body) {
    if (body.length < 2) {
      return false;
    }
    int header = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
    return (body[0] & LOWER_NIBBLE) == 8 && header % 31 == 0;
  }

  /**
   * JSON is UTF-8 (RFC 8259 §8.1), whatever some servers declare. A byte-order mark goes first,
   * then a declared charset that we know; bytes that do not fit become replacement characters,
   * which no token has.
   */
  private static String text(byte[] body, Optional<String> contentType) {
    if (startsWith(body, 0xEF, 0xBB, 0xBF)) {
      return new String(body, 3, body.length - 3, StandardCharsets.UTF_8);
    }
    if (startsWith(body, 0xFE, 0xFF) || startsWith(body, 0xFF, 0xFE)) {
      return new String(body, StandardCharsets.UTF_16);
    }
    return new String(body, contentType.flatMap(BodyText::charset).orElse(StandardCharsets.UTF_8));
  }

  private static boolean startsWith(byte[] body, int... mark) {
    if (body.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((body[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Charset> charset(String contentType) {
    Matcher named = CHARSET.matcher(contentType);
    if (!named.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(named.group(1)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static UncheckedIOException unreadable(String why) {
    return new UncheckedIOException(new IOException(why));
  }
}
