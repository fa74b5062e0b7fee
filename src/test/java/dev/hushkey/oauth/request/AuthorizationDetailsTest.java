package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationDetailsTest {

  private static final DeviceId DOOR = new DeviceId("door");
  private static final DeviceId GARDEN = new DeviceId("garden");

  @Test
  void text_readAndWritten_isTheSame() {
    String text =
        "[{\"type\":\"hushkey_device\",\"identifier\":\"door\",\"actions\":[\"events\",\"view\"]},"
            + "{\"type\":\"hushkey_device\",\"actions\":[\"control\"]}]";
    assertThat(AuthorizationDetailsJson.write(AuthorizationDetailsJson.parse(text)))
        .isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{}",
        "[]",
        "[1]",
        "[{}]",
        "[{\"type\":\"payment\",\"actions\":[\"view\"]}]",
        "[{\"type\":\"hushkey_device\"}]",
        "[{\"type\":\"hushkey_device\",\"actions\":[]}]",
        "[{\"type\":\"hushkey_device\",\"actions\":\"view\"}]",
        "[{\"type\":\"hushkey_device\",\"actions\":[\"fly\"]}]",
        "[{\"type\":\"hushkey_device\",\"actions\":[1]}]",
        "[{\"type\":\"hushkey_device\",\"actions\":[\"view\"],\"locations\":[\"x\"]}]",
        "[{\"type\":\"hushkey_device\",\"identifier\":\"do or\",\"actions\":[\"view\"]}]",
        "[{\"type\":\"hushkey_device\",\"identifier\":null,\"actions\":[\"view\"]}]",
        "[{\"type\":\"hushkey_device\",\"identifier\":7,\"actions\":[\"view\"]}]",
        "[{\"type\":\"hushkey_device\",\"actions\":[\"view\"],\"actions\":[\"events\"]}]",
        "[{\"type\":\"hushkey_device\",\"actions\":[\"view\"]}] x",
      })
  void text_ofAnotherForm_isNotValid(String text) {
    assertNotValid(() -> AuthorizationDetailsJson.parse(text));
  }

  @Test
  void text_ofMoreThanAHundredElements_isNotValid() {
    String one = "{\"type\":\"hushkey_device\",\"actions\":[\"view\"]},";
    assertNotValid(() -> AuthorizationDetailsJson.parse("[" + one.repeat(100) + one + "{}]"));
  }

  @Test
  void actions_ofADevice_areThoseOfItsOwnElementsAndOfThoseForAnyDevice() {
    AuthorizationDetails details =
        parse("{\"identifier\":\"door\",\"actions\":[\"view\"]},{\"actions\":[\"events\"]}");

    assertThat(details.actionsOn(DOOR)).containsExactlyInAnyOrder(Action.VIEW, Action.EVENTS);
    assertThat(details.actionsOn(GARDEN)).containsExactly(Action.EVENTS);
    assertThat(parse("{\"identifier\":\"door\",\"actions\":[\"view\"]}").actionsOn(GARDEN))
        .isEmpty();
  }

  @Test
  void narrowing_byDeviceOrForAny_leavesWhatBothHave() {
    Map<DeviceId, Set<Action>> granted =
        Map.of(DOOR, Set.of(Action.VIEW, Action.EVENTS), GARDEN, Set.of(Action.VIEW));

    assertThat(parse("{\"identifier\":\"door\",\"actions\":[\"view\"]}").narrow(granted))
        .isEqualTo(Map.of(DOOR, Set.of(Action.VIEW)));
    assertThat(parse("{\"actions\":[\"events\"]}").narrow(granted))
        .isEqualTo(Map.of(DOOR, Set.of(Action.EVENTS)));
    assertThat(parse("{\"actions\":[\"view\"]}").narrow(granted))
        .isEqualTo(Map.of(DOOR, Set.of(Action.VIEW), GARDEN, Set.of(Action.VIEW)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"identifier\":\"garden\",\"actions\":[\"events\"]}",
        "{\"identifier\":\"cellar\",\"actions\":[\"view\"]}",
        "{\"actions\":[\"control\"]}",
        "{\"identifier\":\"door\",\"actions\":[\"view\"]},{\"actions\":[\"control\"]}",
      })
  void narrowing_toMoreThanWasGranted_isNotValid(String elements) {
    Map<DeviceId, Set<Action>> granted =
        Map.of(DOOR, Set.of(Action.VIEW, Action.EVENTS), GARDEN, Set.of(Action.VIEW));
    assertNotValid(() -> parse(elements).narrow(granted));
    assertNotValid(() -> parse(elements).narrow(Map.of()));
  }

  private static AuthorizationDetails parse(String elements) {
    return AuthorizationDetailsJson.parse(
        "[" + elements.replace("{", "{\"type\":\"hushkey_device\",") + "]");
  }

  private static void assertNotValid(Runnable reading) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(reading::run)
        .matches(e -> e.failure() instanceof Failure.AuthorizationDetailsNotValid);
  }
}
