package dev.hushkey.oauth.issued;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.sql.ActionWords;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What a new access token is for, RFC 9396 §6 and §7. The device grants define what the link allows
 * now; a token may be permanently narrowed below that before it is sent.
 */
@ApplicationScoped
public class TokenDetails {

  private final Mutiny.SessionFactory sessions;

  @Inject
  TokenDetails(Mutiny.SessionFactory sessions) {
    this.sessions = sessions;
  }

  /**
   * The same as below, after the token is recorded and before it is sent: if it cannot be narrowed
   * as requested, its row stays, but nobody has the token. Costs nothing when no narrowing is
   * requested.
   */
  public Uni<Optional<AuthorizationDetails>> settle(
      LinkRef link,
      AccessTokenId token,
      Optional<AuthorizationDetails> asked,
      boolean richRequest) {
    return asked.isEmpty() && !richRequest
        ? Uni.createFrom().item(Optional.empty())
        : sessions.withTransaction(session -> settle(session, link, token, asked, richRequest));
  }

  /**
   * Narrows a new token, if the assistant asked for that, and returns what it is for.
   *
   * @param richRequest whether to return it although this request did not ask
   * @return empty when the assistant never asked by RFC 9396: it would not understand the answer,
   *     which has a line per camera
   */
  public Uni<Optional<AuthorizationDetails>> settle(
      Mutiny.Session session,
      LinkRef link,
      AccessTokenId token,
      Optional<AuthorizationDetails> asked,
      boolean richRequest) {
    if (asked.isEmpty() && !richRequest) {
      return Uni.createFrom().item(Optional.empty());
    }
    return granted(session, link.link())
        .chain(
            granted ->
                asked.isEmpty()
                    ? Uni.createFrom().item(granted)
                    : narrow(session, token, asked.get(), granted))
        .map(AuthorizationDetails::of)
        .map(Optional::of);
  }

  private static Uni<Map<DeviceId, Set<Action>>> granted(Mutiny.Session session, LinkId link) {
    return session
        .createNativeQuery(
            """
            select device_id, array_to_string(actions, ',') as actions
              from current_device_grant where link_id = :link and live
            """,
            Tuple.class)
        .setParameter("link", link.value())
        .getResultList()
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> new DeviceId(row.get("device_id", String.class)),
                            row -> ActionWords.split(row.get("actions", String.class)),
                            (first, _) -> first,
                            TreeMap::new)));
  }

  private static Uni<Map<DeviceId, Set<Action>>> narrow(
      Mutiny.Session session,
      AccessTokenId token,
      AuthorizationDetails asked,
      Map<DeviceId, Set<Action>> granted) {
    Map<DeviceId, Set<Action>> narrowed = asked.narrow(granted);
    return session
        .createNativeQuery(
            """
            insert into access_token_device (token_id, device_id, actions)
            select :token, w.device_id, string_to_array(w.actions, ',')
              from unnest(cast(:devices as text[]), cast(:actions as text[]))
                   as w(device_id, actions)
            """)
        .setParameter("token", token.value())
        .setParameter(
            "devices", narrowed.keySet().stream().map(DeviceId::value).toArray(String[]::new))
        .setParameter(
            "actions", narrowed.values().stream().map(ActionWords::join).toArray(String[]::new))
        .executeUpdate()
        .replaceWith(narrowed);
  }
}
