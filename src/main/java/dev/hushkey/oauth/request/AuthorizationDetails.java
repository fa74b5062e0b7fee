package dev.hushkey.oauth.request;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is requested or granted per device, <a href="https://www.rfc-editor.org/rfc/rfc9396">RFC
 * 9396</a>. There is one type. Requested details only limit what the user may tick; the device
 * grants decide what is allowed.
 *
 * @param all never empty in a request
 */
public record AuthorizationDetails(List<Detail> all) {

  /** The only supported type, RFC 9396 §2. */
  public static final String TYPE = "hushkey_device";

  /**
   * One element.
   *
   * @param device absent in a request for any device of the user
   */
  public record Detail(Optional<DeviceId> device, Set<Action> actions) {}

  /** Copies the list. */
  public AuthorizationDetails {
    all = List.copyOf(all);
  }

  /** What is granted, one element per device. */
  public static AuthorizationDetails of(Map<DeviceId, Set<Action>> granted) {
    return new AuthorizationDetails(
        new TreeMap<>(granted)
            .entrySet().stream()
                .map(grant -> new Detail(Optional.of(grant.getKey()), grant.getValue()))
                .toList());
  }

  /**
   * The actions that these details name for a device, directly or through an element for any
   * device.
   */
  public Set<Action> actionsOn(DeviceId device) {
    Set<Action> actions = EnumSet.noneOf(Action.class);
    all.stream()
        .filter(detail -> detail.device().isEmpty() || detail.device().get().equals(device))
        .forEach(detail -> actions.addAll(detail.actions()));
    return actions;
  }

  /**
   * What remains of a grant when these details are requested at the token endpoint, RFC 9396 §6.
   *
   * @throws FailureException {@link Failure.AuthorizationDetailsNotValid}, when one of them goes
   *     beyond what was granted (§6.1)
   */
  public SortedMap<DeviceId, Set<Action>> narrow(Map<DeviceId, Set<Action>> granted) {
    for (Detail detail : all) {
      if (!isWithin(detail, granted)) {
        throw new FailureException(
            new Failure.AuthorizationDetailsNotValid("asks for more than the user allowed"));
      }
    }
    SortedMap<DeviceId, Set<Action>> narrowed = new TreeMap<>();
    granted.forEach(
        (device, actions) -> {
          Set<Action> common = actionsOn(device);
          common.retainAll(actions);
          if (!common.isEmpty()) {
            narrowed.put(device, common);
          }
        });
    return narrowed;
  }

  private static boolean isWithin(Detail detail, Map<DeviceId, Set<Action>> granted) {
    Set<Action> allowed =
        detail
            .device()
            .map(device -> granted.getOrDefault(device, Set.of()))
            .orElseGet(() -> union(granted));
    return allowed.containsAll(detail.actions());
  }

  private static Set<Action> union(Map<DeviceId, Set<Action>> granted) {
    return granted.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  /** The members of each element, for an answer, a claim or a query. */
  public List<Map<String, Object>> toMembers() {
    return all.stream().map(AuthorizationDetails::toMembers).toList();
  }

  private static Map<String, Object> toMembers(Detail detail) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", TYPE);
    detail.device().ifPresent(device -> members.put("identifier", device.value()));
    members.put("actions", detail.actions().stream().sorted().map(Action::wireName).toList());
    return Collections.unmodifiableMap(members);
  }
}
