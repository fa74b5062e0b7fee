package dev.hushkey.account.connected;

import dev.hushkey.account.page.ActionTexts;
import dev.hushkey.account.page.ConsentSelection;
import dev.hushkey.account.page.Language;
import dev.hushkey.account.page.NamedDevice;
import dev.hushkey.account.page.Texts;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.link.LinkState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the page of connected assistants shows.
 *
 * @param action where the forms go: this page's own address
 * @param notice what was just done; empty when nothing was
 */
public record AssistantsView(
    String userName, String action, String csrf, String notice, List<Link> links) {

  /**
   * One link.
   *
   * @param nothingKept whether to say that at least one box must stay ticked
   */
  public record Link(
      String id,
      String assistant,
      String since,
      String lastUse,
      boolean needsRelink,
      boolean nothingKept,
      List<Device> devices) {}

  /**
   * One fieldset, with what is currently allowed.
   *
   * @param id empty unless another device looks the same
   */
  public record Device(String name, String room, String id, List<Choice> choices) {}

  /** One checkbox; the value is what the form sends. */
  public record Choice(String name, String value) {}

  /** The parts that come from the request and the person. */
  record Frame(
      String userName,
      String action,
      String csrf,
      String notice,
      Optional<LinkId> nothingKept,
      Language language,
      Texts texts,
      Instant now) {}

  /** Finds an assistant's display name. */
  interface Names {
    String of(ConnectedAssistant connected);
  }

  static AssistantsView of(Frame frame, List<ConnectedAssistant> connected, Names names) {
    Set<DeviceId> alike = alike(connected);
    return new AssistantsView(
        frame.userName(),
        frame.action(),
        frame.csrf(),
        frame.notice(),
        connected.stream().map(link -> toLink(frame, link, names.of(link), alike)).toList());
  }

  private static Set<DeviceId> alike(List<ConnectedAssistant> connected) {
    return NamedDevice.alike(
        connected.stream()
            .flatMap(link -> link.devices().stream())
            .map(device -> new NamedDevice(device.device(), device.name(), device.room()))
            .toList());
  }

  private static Link toLink(
      Frame frame, ConnectedAssistant connected, String name, Set<DeviceId> alike) {
    return new Link(
        connected.link().link().toString(),
        name,
        frame.texts().connectedSince(date(frame, connected.since())),
        lastUse(frame, LastUse.of(connected.lastUse(), frame.now())),
        connected.state() == LinkState.NEEDS_RELINK,
        frame.nothingKept().equals(Optional.of(connected.link().link())),
        connected.devices().stream().map(device -> toDevice(frame, device, alike)).toList());
  }

  private static Device toDevice(
      Frame frame, ConnectedAssistant.Device device, Set<DeviceId> alike) {
    return new Device(
        device.name(),
        device.room(),
        alike.contains(device.device()) ? device.device().value() : "",
        device.actions().stream()
            .sorted()
            .map(
                action ->
                    new Choice(
                        ActionTexts.name(frame.texts(), action),
                        ConsentSelection.value(device.device(), action)))
            .toList());
  }

  private static String lastUse(Frame frame, LastUse lastUse) {
    Texts texts = frame.texts();
    return switch (lastUse) {
      case LastUse.Never _ -> texts.neverUsed();
      case LastUse.WithinAnHour _ -> texts.usedWithinAnHour();
      case LastUse.WithinADay _ -> texts.usedWithinADay();
      case LastUse.DaysAgo ago -> texts.usedDaysAgo(ago.days());
      case LastUse.LongAgo ago -> texts.usedOn(date(frame, ago.when()));
    };
  }

  private static String date(Frame frame, Instant instant) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
        .withLocale(frame.language().locale())
        .format(instant.atZone(ZoneOffset.UTC));
  }
}
