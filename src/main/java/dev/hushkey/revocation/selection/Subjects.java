package dev.hushkey.revocation.selection;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import java.util.List;
import java.util.Optional;

/**
 * Which links are meant: those that are of the assistant, of one of the users, one of the links,
 * and include one of the devices, as far as each is named. Where devices are named, only these end,
 * and the links live on.
 *
 * @param users empty: of any user; likewise links and devices
 */
public record Subjects(
    Optional<AssistantId> assistant,
    List<UserId> users,
    List<LinkId> links,
    List<DeviceId> devices) {

  /** Nobody counts twice. */
  public Subjects {
    users = users.stream().distinct().toList();
    links = links.stream().distinct().toList();
    devices = devices.stream().distinct().toList();
  }

  boolean areOneKind() {
    int kinds = (users.isEmpty() ? 0 : 1) + (links.isEmpty() ? 0 : 1) + (devices.isEmpty() ? 0 : 1);
    return kinds < 2 && (links.isEmpty() || assistant.isEmpty());
  }

  /** Whether an assistant is named, and nothing else. */
  public boolean isWholeAssistant() {
    return assistant.isPresent() && users.isEmpty() && links.isEmpty() && devices.isEmpty();
  }

  /** What the members of the only list are. */
  RevocationScope.ListOf kind() {
    if (!devices.isEmpty()) {
      return RevocationScope.ListOf.DEVICES;
    }
    return links.isEmpty() && !users.isEmpty()
        ? RevocationScope.ListOf.USERS
        : RevocationScope.ListOf.LINKS;
  }

  /** A scope for each member of the only kind that is named. */
  public List<RevocationScope> scopes() {
    if (!users.isEmpty()) {
      return users.stream()
          .<RevocationScope>map(user -> new RevocationScope.OfUser(user, assistant))
          .toList();
    }
    if (!devices.isEmpty()) {
      return devices.stream()
          .<RevocationScope>map(device -> new RevocationScope.OfDevice(device, assistant))
          .toList();
    }
    if (!links.isEmpty()) {
      return links.stream().<RevocationScope>map(RevocationScope.OfLink::new).toList();
    }
    return List.of(
        assistant
            .<RevocationScope>map(RevocationScope.OfAssistant::new)
            .orElseGet(RevocationScope.Everything::new));
  }

  /** As the subject of a sentence. */
  String words() {
    String device = devices.isEmpty() ? "" : named("device", devices) + " in ";
    return device + links(device.isEmpty()) + assistant.map(id -> " with " + id).orElse("");
  }

  private String links(boolean alone) {
    if (!links.isEmpty()) {
      return named("link", links) + (users.isEmpty() ? "" : " of " + named("user", users));
    }
    if (!users.isEmpty()) {
      return "the links of " + named("user", users);
    }
    return "every link" + (alone && assistant.isEmpty() ? " with every assistant" : "");
  }

  private static String named(String thing, List<?> members) {
    return members.size() == 1
        ? thing + " " + members.getFirst()
        : "%,d listed %ss (%s)".formatted(members.size(), thing, ListMark.of(members));
  }
}
