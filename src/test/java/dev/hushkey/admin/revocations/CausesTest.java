package dev.hushkey.admin.revocations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationSettings.TicketRule;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CausesTest {

  private final Causes optional = new Causes(TicketRule.OPTIONAL);
  private final Causes required = new Causes(TicketRule.REQUIRED);

  @Test
  void ticket_isNeededOnlyWhereTheInstallationSaysSo() {
    assertThat(optional.require("leak", null)).isEqualTo(Revocation.Cause.of("leak"));
    assertThat(required.require("leak", "INC-42"))
        .isEqualTo(new Revocation.Cause("leak", Optional.of("INC-42")));
    assertThatThrownBy(() -> required.require("leak", null)).hasMessageContaining("ticket");
  }

  @Test
  void dryRun_needsNeither() {
    required.checkOptional(null, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "\u200b"})
  void ticketThatNobodyCanRead_isRefused(String ticket) {
    assertThatThrownBy(() -> optional.require("leak", ticket)).hasMessageContaining("ticket");
    assertThatThrownBy(() -> optional.checkOptional("leak", ticket)).hasMessageContaining("ticket");
    assertThatThrownBy(() -> optional.require("leak", "x".repeat(Causes.MAX_TICKET + 1)))
        .hasMessageContaining("ticket");
  }
}
