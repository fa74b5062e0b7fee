package dev.hushkey.seal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The plain text that is encrypted: the secret with the identity it belongs to. Transit's derived
 * key already keeps two identities apart; this is a second safeguard, against an answer from Vault
 * that belongs to another request.
 */
public final class SealEnvelope {

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ObjectWriter WRITER = JSON.writerFor(Content.class);
  private static final ObjectReader READER = JSON.readerFor(Content.class);

  private SealEnvelope() {}

  public static byte[] pack(SecretText secret, SealBinding binding) {
    try {
      return WRITER.writeValueAsBytes(
          new Content(VERSION, binding.kind(), binding.identity(), secret.reveal()));
    } catch (JsonProcessingException _) {
      // Without the cause, which may quote the value.
      throw new IllegalStateException("an envelope of strings could not be written");
    }
  }

  /** The secret, if this is an envelope that was packed for exactly this owner. */
  static Optional<SecretText> unpack(byte[] envelope, SealBinding expected) {
    return read(envelope)
        .filter(content -> content.isFor(expected))
        .map(content -> SecretText.of(content.secret()));
  }

  private static Optional<Content> read(byte[] envelope) {
    try {
      return Optional.ofNullable(READER.readValue(envelope));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** The wire form; never leaves this class, because its generated {@code toString} would print. */
  private record Content(
      @JsonProperty("v") int version,
      @JsonProperty("kind") String kind,
      @JsonProperty("for") Map<String, String> identity,
      @JsonProperty("secret") String secret) {

    boolean isFor(SealBinding expected) {
      return version == VERSION
          && expected.kind().equals(kind)
          && expected.identity().equals(identity)
          && secret != null
          && !secret.isEmpty();
    }

    @Override
    public String toString() {
      return "Content[" + kind + " " + identity + "]";
    }
  }
}
