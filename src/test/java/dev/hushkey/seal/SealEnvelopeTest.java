package dev.hushkey.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealEnvelopeTest {

  private static final LinkId LINK = LinkId.from("00000000-0000-4000-8000-000000000001");
  private static final SealBinding ALICE = link("alexa", LINK, "alice");
  private static final SecretText SECRET = SecretText.of("Atza|\"quoted\" ünicode");

  @Test
  void pack_link_isThisJson() {
    assertThat(new String(SealEnvelope.pack(SecretText.of("s"), ALICE), UTF_8))
        .isEqualTo(
            "{\"v\":1,\"kind\":\"link\",\"for\":{\"assistant\":\"alexa\","
                + "\"link\":\"00000000-0000-4000-8000-000000000001\",\"user\":\"alice\"},"
                + "\"secret\":\"s\"}");
  }

  @Test
  void unpack_sameOwner_givesTheSecret() {
    assertThat(SealEnvelope.unpack(SealEnvelope.pack(SECRET, ALICE), ALICE)).contains(SECRET);
  }

  @Test
  void unpack_anyPartOfTheIdentityDiffers_givesNothing() {
    byte[] envelope = SealEnvelope.pack(SECRET, ALICE);

    assertThat(SealEnvelope.unpack(envelope, link("google", LINK, "alice"))).isEmpty();
    assertThat(SealEnvelope.unpack(envelope, link("alexa", LinkIds.create(), "alice"))).isEmpty();
    assertThat(SealEnvelope.unpack(envelope, link("alexa", LINK, "bob"))).isEmpty();
    assertThat(SealEnvelope.unpack(envelope, SealBinding.ofSigningKey("alice"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "Atza|a-bare-token",
        "{\"v\":2,\"kind\":\"signing-key\",\"for\":{\"kid\":\"k\"},\"secret\":\"s\"}",
        "{\"v\":1,\"kind\":\"signing-key\",\"for\":{\"kid\":\"k\"},\"secret\":\"\"}",
        "{\"v\":1,\"kind\":\"signing-key\",\"for\":{\"kid\":\"k\"}}",
        "{\"v\":1,\"kind\":\"signing-key\",\"for\":{\"kid\":\"k\",\"x\":\"y\"},\"secret\":\"s\"}",
        "{\"v\":1,\"kind\":\"signing-key\",\"for\":null,\"secret\":\"s\"}",
      })
  void unpack_notOurEnvelope_givesNothing(String content) {
    assertThat(SealEnvelope.unpack(content.getBytes(UTF_8), SealBinding.ofSigningKey("k")))
        .isEmpty();
  }

  private static SealBinding link(String assistant, LinkId link, String user) {
    return SealBinding.ofLink(new LinkRef(new AssistantId(assistant), link, new UserId(user)));
  }
}
