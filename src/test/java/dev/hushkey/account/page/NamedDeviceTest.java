package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.DeviceId;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedDeviceTest {

  @Test
  void devicesOfOneName_areToldApartByTheirRooms_elseTheyAreAlike() {
    List<NamedDevice> devices =
        List.of(
            device("a", "Garden", ""),
            device("b", "garden\u200b", ""),
            device("c", "Garden", "Shed"),
            device("d", "Front door", ""));

    assertThat(NamedDevice.alike(devices))
        .containsExactlyInAnyOrder(new DeviceId("a"), new DeviceId("b"));
  }

  @Test
  void oneDeviceInTwoLinks_isNotLikeAnother() {
    assertThat(NamedDevice.alike(List.of(device("a", "Garden", ""), device("a", "Garden", ""))))
        .isEmpty();
  }

  @Test
  void nameAndRoom_areNotRunTogether() {
    assertThat(NamedDevice.alike(List.of(device("a", "Hall", "way"), device("b", "Hallway", ""))))
        .isEmpty();
  }

  private static NamedDevice device(String id, String name, String room) {
    return new NamedDevice(new DeviceId(id), name, room);
  }
}
