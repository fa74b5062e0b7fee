package dev.hushkey.account.consent;

import dev.hushkey.account.page.ActionTexts;
import dev.hushkey.account.page.ConsentSelection;
import dev.hushkey.account.page.NamedDevice;
import dev.hushkey.account.page.Texts;
import dev.hushkey.account.page.VendorWording;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the consent page shows.
 *
 * @param action where the form goes: this page's own address, so that the user returns here after
 *     an expired log-in
 * @param already the links that exist with this assistant
 * @param summary what the actions mean, each with a button that ticks it for all devices: shown
 *     once above a long list instead of at each device; empty for a short list
 * @param nothingTicked whether to ask for a tick
 */
public record ConsentView(
    String assistant,
    String userName,
    String action,
    String csrf,
    VendorWording wording,
    AlreadyConnected already,
    List<Summary> summary,
    List<Device> devices,
    boolean nothingTicked) {

  /** From this many devices on, the page is a compact list. */
  private static final int LONG_LIST = 4;

  /** What an action means, and its button; the value is what the form sends. */
  public record Summary(String name, String hint, String button, String value) {}

  /**
   * One fieldset.
   *
   * @param id empty unless another device looks the same
   */
  public record Device(String name, String room, String id, List<Choice> choices) {}

  /**
   * One checkbox; the value is what the form sends. Without a hint where the summary already has
   * it.
   */
  public record Choice(String name, String hint, String value, boolean ticked) {}

  /** The parts that come from the request and the person. */
  record Frame(
      String assistant,
      String userName,
      String action,
      String csrf,
      VendorWording wording,
      Texts texts) {}

  static ConsentView of(
      Frame frame,
      AlreadyConnected already,
      ConsentOptions offers,
      Map<DeviceId, Set<Action>> ticked,
      boolean nothingTicked) {
    boolean longList = offers.devices().size() >= LONG_LIST;
    Set<DeviceId> alike =
        NamedDevice.alike(offers.devices().stream().map(ConsentView::named).toList());
    return new ConsentView(
        frame.assistant(),
        frame.userName(),
        frame.action(),
        frame.csrf(),
        frame.wording(),
        already,
        longList ? summary(frame, offers, ticked) : List.of(),
        offers.devices().stream()
            .map(offer -> toDevice(offer, alike, choices(frame, offer, ticked, longList)))
            .toList(),
        nothingTicked);
  }

  private static List<Summary> summary(
      Frame frame, ConsentOptions offers, Map<DeviceId, Set<Action>> ticked) {
    return Arrays.stream(Action.values())
        .filter(action -> offers.devices().stream().anyMatch(o -> o.actions().contains(action)))
        .map(action -> summary(frame, action, isTickedForAll(offers, ticked, action)))
        .toList();
  }

  private static Summary summary(Frame frame, Action action, boolean tickedForAll) {
    Texts texts = frame.texts();
    return new Summary(
        ActionTexts.name(texts, action),
        ActionTexts.hint(texts, action, frame.assistant()),
        tickedForAll ? texts.clearAll() : texts.tickAll(),
        new ConsentForm.Decision.TickAll(action, !tickedForAll).value());
  }

  private static boolean isTickedForAll(
      ConsentOptions offers, Map<DeviceId, Set<Action>> ticked, Action action) {
    return offers.devices().stream()
        .filter(offer -> offer.actions().contains(action))
        .allMatch(offer -> ticked.getOrDefault(offer.device().device(), Set.of()).contains(action));
  }

  private static Device toDevice(
      ConsentOptions.DeviceOption offer, Set<DeviceId> alike, List<Choice> choices) {
    DeviceId id = offer.device().device();
    return new Device(
        offer.device().name(),
        offer.device().room(),
        alike.contains(id) ? id.value() : "",
        choices);
  }

  private static NamedDevice named(ConsentOptions.DeviceOption offer) {
    return new NamedDevice(offer.device().device(), offer.device().name(), offer.device().room());
  }

  private static List<Choice> choices(
      Frame frame,
      ConsentOptions.DeviceOption offer,
      Map<DeviceId, Set<Action>> ticked,
      boolean longList) {
    Set<Action> ticks = ticked.getOrDefault(offer.device().device(), Set.of());
    return offer.actions().stream()
        .sorted()
        .map(
            action ->
                new Choice(
                    ActionTexts.name(frame.texts(), action),
                    longList ? "" : ActionTexts.hint(frame.texts(), action, frame.assistant()),
                    ConsentSelection.value(offer.device().device(), action),
                    ticks.contains(action)))
        .toList();
  }
}
