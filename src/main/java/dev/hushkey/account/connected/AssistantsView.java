package dev.hushkey.account.connected;

import dev.hushkey.account.connection.ConnectionTexts;
import dev.hushkey.account.connection.LastUse;
import dev.hushkey.account.page.ActionTexts;
import dev.hushkey.account.page.ConsentSelection;
import dev.hushkey.account.page.Language;
import dev.hushkey.account.page.NamedDevice;
import dev.hushkey.account.page.Texts;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.link.LinkState;
import java.time.Instant;
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
      Marks marks,
      boolean needsRelink,
      boolean nothingKept,
      List<Device> devices) {}

  /**
   * What a person knows a link by.
   *
   * @param which its number among the user's links with the assistant; empty without others
   */
  public record Marks(String which, String since, String lastUse) {}

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
        connected.stream()
            .map(
                link ->
                    toLink(
                        frame,
                        link,
                        new Title(names.of(link), which(frame, link, connected)),
                        alike))
            .toList());
  }

  private record Title(String assistant, String which) {}

  private static String which(
      Frame frame, ConnectedAssistant link, List<ConnectedAssistant> connected) {
    List<ConnectedAssistant> ofOne =
        connected.stream()
            .filter(other -> other.link().assistant().equals(link.link().assistant()))
            .toList();
    return ofOne.size() == 1
        ? ""
        : frame.texts().connectionNumber(ofOne.indexOf(link) + 1, ofOne.size());
  }

  private static Set<DeviceId> alike(List<ConnectedAssistant> connected) {
    return NamedDevice.alike(
        connected.stream()
            .flatMap(link -> link.devices().stream())
            .map(device -> new NamedDevice(device.device(), device.name(), device.room()))
            .toList());
  }

  private static Link toLink(
      Frame frame, ConnectedAssistant connected, Title title, Set<DeviceId> alike) {
    ConnectionTexts words = new ConnectionTexts(frame.texts(), frame.language());
    return new Link(
        connected.link().link().toString(),
        title.assistant(),
        new Marks(
            title.which(),
            words.since(connected.since()),
            words.lastUse(LastUse.of(connected.lastUse(), frame.now()))),
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
}
