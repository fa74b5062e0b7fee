package dev.hushkey.oauth.request;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A query in a shorter form, for addresses that end up in a cookie during the log-in: browsers keep
 * none of more than 4096 bytes. Percent-encoding makes a {@code state} up to three times as long;
 * deflated (RFC 1951) and in base64url, it is hardly longer than it was.
 */
public final class PackedQuery {

  /** The parameter that carries one. */
  public static final String PARAMETER = "packed";

  /** Shorter queries stay readable. */
  private static final int WORTH_IT = 1000;

  /** In characters; more than any request that we pack. */
  private static final int MAX_PACKED = 4096;

  private static final int MAX_QUERY = 16 * 1024;
  private static final int BUFFER = 1024;

  private PackedQuery() {}

  /** This query, or one of a single parameter that stands for it where that is shorter. */
  public static String shorten(String query) {
    if (query.length() <= WORTH_IT) {
      return query;
    }
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(query.getBytes(StandardCharsets.US_ASCII));
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      return PARAMETER
          + "="
          + Base64.getUrlEncoder().withoutPadding().encodeToString(packed.toByteArray());
    } finally {
      deflater.end();
    }
  }

  /** What the parameters stand for; empty when they carry a packed query that we did not pack. */
  public static Optional<RequestParameters> unpack(RequestParameters parameters) {
    return parameters.values().containsKey(PARAMETER)
        ? parameters.findQuietly(PARAMETER, MAX_PACKED).flatMap(PackedQuery::inflate)
        : Optional.of(parameters);
  }

  private static Optional<RequestParameters> inflate(String packed) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(Base64.getUrlDecoder().decode(packed));
      byte[] query = new byte[MAX_QUERY];
      int length = inflater.inflate(query);
      return inflater.finished()
          ? Optional.of(Query.parse(new String(query, 0, length, StandardCharsets.US_ASCII)))
          : Optional.empty();
    } catch (DataFormatException | IllegalArgumentException | IndexOutOfBoundsException notOurs) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }
}
