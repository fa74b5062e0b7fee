package dev.hushkey.account.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.account.page.VendorWording;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.ownership.OwnedDevice;
import dev.hushkey.testing.EnglishTexts;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsentViewTest {

  private static final AlreadyConnected NONE = new AlreadyConnected("", "", List.of());

  @Test
  void shortList_tellsAtEachBoxWhatItMeans() {
    ConsentView view = view(cameras(3), Map.of());

    assertThat(view.summary()).isEmpty();
    assertThat(view.devices().getFirst().choices())
        .extracting(ConsentView.Choice::hint)
        .noneMatch(String::isEmpty);
  }

  @Test
  void longList_tellsItOnce_andOffersAButtonPerAction() {
    ConsentView view = view(cameras(4), Map.of());

    assertThat(view.summary())
        .extracting(ConsentView.Summary::value)
        .containsExactly("tick-events", "tick-view", "tick-control");
    assertThat(view.devices().getFirst().choices())
        .extracting(ConsentView.Choice::hint)
        .allMatch(String::isEmpty);
  }

  @Test
  void longList_allTicked_offersToClear() {
    Map<DeviceId, Set<Action>> ticked =
        cameras(4).stream()
            .collect(Collectors.toMap(OwnedDevice::device, _ -> Set.of(Action.EVENTS)));

    assertThat(view(cameras(4), ticked).summary())
        .extracting(ConsentView.Summary::value)
        .containsExactly("clear-events", "tick-view", "tick-control");
  }

  @Test
  void narrowOffer_showsNothingElse() {
    OwnedDevice camera = cameras(1).getFirst();
    ConsentOptions offers =
        new ConsentOptions(List.of(new ConsentOptions.DeviceOption(camera, Set.of(Action.VIEW))));

    ConsentView view = ConsentView.of(frame(), NONE, offers, Map.of(), false);

    assertThat(view.devices().getFirst().choices())
        .extracting(ConsentView.Choice::value)
        .containsExactly("camera-0/view");
  }

  @Test
  void actionThatNoDeviceOffers_isNotSpokenOf() {
    ConsentOptions offers =
        new ConsentOptions(
            cameras(4).stream()
                .map(camera -> new ConsentOptions.DeviceOption(camera, Set.of(Action.EVENTS)))
                .toList());

    assertThat(ConsentView.of(frame(), NONE, offers, Map.of(), false).summary())
        .extracting(ConsentView.Summary::name)
        .containsExactly("Events");
  }

  private static ConsentView view(List<OwnedDevice> devices, Map<DeviceId, Set<Action>> ticked) {
    ConsentOptions everything =
        new ConsentOptions(
            devices.stream()
                .map(device -> new ConsentOptions.DeviceOption(device, EnumSet.allOf(Action.class)))
                .toList());
    return ConsentView.of(frame(), NONE, everything, ticked, false);
  }

  private static ConsentView.Frame frame() {
    return new ConsentView.Frame(
        "Alexa", "alice", "/", "", new VendorWording("", "en"), EnglishTexts.texts());
  }

  private static List<OwnedDevice> cameras(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new DeviceId("camera-" + i))
        .map(id -> new OwnedDevice(id, new UserId("alice"), 1, id.value(), "Hall"))
        .toList();
  }
}
