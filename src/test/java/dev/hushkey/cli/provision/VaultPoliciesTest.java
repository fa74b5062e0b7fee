package dev.hushkey.cli.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VaultPoliciesTest {

  @Test
  void render_twoAssistants_hasABlockForEachAndOneForWhatIsOurs() {
    String policy = VaultPolicies.render("serve", List.of("google", "alexa"), "transit");

    assertThat(policy)
        .containsOnlyOnce("path \"transit/encrypt/hushkey-alexa\" {")
        .containsOnlyOnce("path \"transit/encrypt/hushkey-google\" {")
        .containsOnlyOnce("path \"transit/encrypt/hushkey-signing\" {");
  }

  @Test
  void render_otherMount_isInEveryPath() {
    String policy = VaultPolicies.render("provision", List.of("alexa"), "cameras/transit");

    assertThat(policy)
        .contains("\"cameras/transit/keys/hushkey-alexa\"", "\"sys/mounts/cameras/transit\"")
        .doesNotContain("\"transit/", "\"sys/mounts/transit\"");
  }

  @ParameterizedTest
  @MethodSource("names")
  void render_anyPolicy_leavesNoPlaceAndNoWildcard(String name) {
    String paths =
        VaultPolicies.render(name, List.of("alexa"), "transit")
            .lines()
            .filter(line -> line.startsWith("path "))
            .reduce("", String::concat);

    assertThat(paths).isNotEmpty().doesNotContain("ASSISTANT", "*", "+");
  }

  static List<String> names() {
    return VaultPolicies.NAMES;
  }

  @Test
  void render_unknownPolicy_namesThoseThereAre() {
    assertThatThrownBy(() -> VaultPolicies.render("root", List.of("alexa"), "transit"))
        .hasMessageContaining("serve, rotate, shred, seal, inspect, provision");
  }

  @Test
  void provisioning_assistantNamedLikeAKeyOfOurs_isRefused() {
    assertThatThrownBy(() -> VaultPlan.of(List.of("signing"), "transit"))
        .hasMessage("an assistant must not be named signing");
  }
}
