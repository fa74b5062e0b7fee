package dev.hushkey.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import java.nio.charset.StandardCharsets;

/** What was sealed, and comes back from Vault. */
public final class SealFuzz {

  private static final SealBinding ALICE =
      SealBinding.ofLink(
          new LinkRef(
              new AssistantId("alexa"),
              LinkId.from("00000000-0000-4000-8000-000000000001"),
              new UserId("alice")));
  private static final SealBinding KEY = SealBinding.ofSigningKey("kid");

  /** An opened envelope, and one that we packed: it opens for its owner, and for nobody else. */
  public static void envelope(byte[] input) {
    SealEnvelope.unpack(input, ALICE);
    String text = new String(input, StandardCharsets.UTF_8);
    if (!text.isEmpty()) {
      byte[] packed = SealEnvelope.pack(SecretText.of(text), ALICE);
      assertThat(SealEnvelope.unpack(packed, ALICE)).contains(SecretText.of(text));
      assertThat(SealEnvelope.unpack(packed, KEY)).isEmpty();
    }
  }

  /** A context: other fields give other bytes, wherever a value looks like two. */
  public static void context(String input) {
    if (input.isEmpty()) {
      return;
    }
    assertThat(SealBinding.ofSigningKey(input).context())
        .isEqualTo(SealBinding.ofSigningKey(input).context())
        .isNotEqualTo(SealBinding.ofSigningKey(input + ",").context())
        .isNotEqualTo(SealBinding.ofExchangeKey(input).context());
  }

  private SealFuzz() {}
}
