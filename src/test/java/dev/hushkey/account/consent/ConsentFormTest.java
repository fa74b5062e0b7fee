package dev.hushkey.account.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hushkey.account.consent.ConsentForm.Decision.TickAll;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.request.RequestParameters;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentFormTest {

  @Test
  void read_ticks_areGatheredByDevice() {
    ConsentForm form = read("approve", List.of("door/view", "garden/events", "door/events"));

    assertThat(form.decision()).isEqualTo(new ConsentForm.Decision.Approve());
    assertThat(form.consent())
        .isEqualTo(
            Map.of(
                new DeviceId("door"), Set.of(Action.VIEW, Action.EVENTS),
                new DeviceId("garden"), Set.of(Action.EVENTS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"door", "/view", "door/", "door/fly", "do or/view", "door/view/x", "a/b/view"})
  void read_tickThatNoPageHas_isMalformed(String grant) {
    assertMalformed("approve", List.of(grant));
  }

  @Test
  void read_moreTicksThanAPageHas_isMalformed() {
    assertMalformed("approve", Collections.nCopies(3001, "door/view"));
  }

  @Test
  void read_buttonForAllDevices_namesTheAction() {
    TickAll tick = new TickAll(Action.VIEW, true);
    TickAll clear = new TickAll(Action.CONTROL, false);

    assertThat(read(tick.value(), List.of()).decision()).isEqualTo(tick);
    assertThat(read(clear.value(), List.of()).decision()).isEqualTo(clear);
  }

  @ParameterizedTest
  @ValueSource(strings = {"APPROVE", "yes", "approve ", "tick-", "tick-fly", "clear-"})
  void read_unknownButton_isMalformed(String decision) {
    assertMalformed(decision, List.of());
  }

  private static ConsentForm read(String decision, List<String> grants) {
    return ConsentForm.read(
        new RequestParameters(
            Map.of("decision", List.of(decision), "csrf", List.of("x"), "grant", grants)));
  }

  private static void assertMalformed(String decision, List<String> grants) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> read(decision, grants))
        .satisfies(
            thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.MalformedRequest.class));
  }
}
