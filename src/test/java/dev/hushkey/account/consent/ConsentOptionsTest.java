package dev.hushkey.account.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hushkey.account.consent.ConsentForm.Decision.TickAll;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.ownership.OwnedDevice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentOptionsTest {

  private static final DeviceId DOOR = new DeviceId("door");
  private static final DeviceId GARDEN = new DeviceId("garden");
  private static final ConsentOptions OFFERS =
      new ConsentOptions(
          List.of(
              offer(DOOR, Set.of(Action.EVENTS, Action.VIEW)),
              offer(GARDEN, Set.of(Action.EVENTS))));

  @Test
  void requireCovers_whatIsOffered_passes() {
    assertThatCode(() -> OFFERS.requireCovers(Map.of(DOOR, Set.of(Action.VIEW))))
        .doesNotThrowAnyException();
  }

  @Test
  void requireCovers_actionThatIsNotOffered_isRefused() {
    assertRefused(Map.of(DOOR, Set.of(Action.VIEW), GARDEN, Set.of(Action.VIEW)));
  }

  @Test
  void requireCovers_deviceThatIsNotOffered_isRefused() {
    assertRefused(Map.of(new DeviceId("cellar"), Set.of(Action.EVENTS)));
  }

  @Test
  void tickAll_ticksWhereItIsOffered_andKeepsTheRest() {
    assertThat(OFFERS.tickAll(Map.of(DOOR, Set.of(Action.EVENTS)), new TickAll(Action.VIEW, true)))
        .isEqualTo(Map.of(DOOR, Set.of(Action.EVENTS, Action.VIEW), GARDEN, Set.of()));
  }

  @Test
  void tickAll_cleared_takesThatActionAwayAlone() {
    Map<DeviceId, Set<Action>> ticked =
        Map.of(DOOR, Set.of(Action.EVENTS, Action.VIEW), GARDEN, Set.of(Action.EVENTS));

    assertThat(OFFERS.tickAll(ticked, new TickAll(Action.EVENTS, false)))
        .isEqualTo(Map.of(DOOR, Set.of(Action.VIEW), GARDEN, Set.of()));
  }

  private static ConsentOptions.DeviceOption offer(DeviceId device, Set<Action> actions) {
    OwnedDevice owned = new OwnedDevice(device, new UserId("alice"), 1, device.value(), "");
    return new ConsentOptions.DeviceOption(owned, actions);
  }

  private static void assertRefused(Map<DeviceId, Set<Action>> consent) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> OFFERS.requireCovers(consent))
        .satisfies(
            thrown ->
                assertThat(thrown.failure()).isEqualTo(new Failure.Refused(Refusal.NOT_THE_OWNER)));
  }
}
