package dev.hushkey.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealBindingTest {

  private static final LinkId LINK = LinkId.from("00000000-0000-4000-8000-000000000001");

  @Test
  void context_ofLink_isThisTextForEver() {
    // Everything that is stored was sealed with it: if this fails, mend the code, not the test.
    assertThat(contextOf(link("alexa", "alice")))
        .isEqualTo(
            "14:hushkey-seal-1,4:link,5:alexa,36:00000000-0000-4000-8000-000000000001,5:alice,");
  }

  @Test
  void context_ofSigningKey_isThisTextForEver() {
    assertThat(contextOf(SealBinding.ofSigningKey("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")))
        .isEqualTo(
            "14:hushkey-seal-1,11:signing-key,43:NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs,");
  }

  @Test
  void context_valueThatLooksLikeTwoFields_staysOneField() {
    assertThat(contextOf(SealBinding.ofSigningKey("a,1:b")))
        .isEqualTo("14:hushkey-seal-1,11:signing-key,5:a,1:b,");
  }

  @Test
  void context_lengths_countBytesNotCharacters() {
    assertThat(contextOf(SealBinding.ofSigningKey("é"))).endsWith(",2:é,");
  }

  @Test
  void transitKey_ofLink_isOfItsAssistant() {
    assertThat(link("google", "alice").transitKey()).isEqualTo("hushkey-google");
  }

  @Test
  void transitKey_ofSigningKey_isItsOwn() {
    assertThat(SealBinding.ofSigningKey("k").transitKey()).isEqualTo("hushkey-signing");
  }

  private static SealBinding link(String assistant, String user) {
    return SealBinding.ofLink(new LinkRef(new AssistantId(assistant), LINK, new UserId(user)));
  }

  private static String contextOf(SealBinding binding) {
    return new String(binding.context(), StandardCharsets.UTF_8);
  }
}
