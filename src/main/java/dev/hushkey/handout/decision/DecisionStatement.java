package dev.hushkey.handout.decision;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import dev.hushkey.oauth.issued.VerifiedAccessToken;
import dev.hushkey.seal.SealedText;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads everything that a decision needs in one statement, and so as of one moment. Nothing here is
 * cached, nor may anything be: see docs/adr/0009-one-statement-decides.md. A statement always
 * returns a row, with nulls for what does not exist.
 */
@ApplicationScoped
public class DecisionStatement {

  /**
   * All living links of the user with the assistant, or the one asked for. If none lives, the
   * latest one shows why.
   */
  private static final String HANDOUT =
      """
      with pair as materialized (
        select c.*, row_number() over (order by c.state = 'REVOKED', c.created_at desc, c.id)
                      as place
          from current_link c
         where c.user_id = $1 and c.assistant = $3 and ($4::uuid is null or c.id = $4))
      select clock_timestamp() as now, o.user_id as owner,
             l.id as link_id, l.user_id as link_user, l.assistant as link_assistant,
             l.state as link_state, false as link_replaced,
             g.link_id as grant_link, g.user_id as grant_user, g.assistant as grant_assistant,
             g.device_id as grant_device, g.live as grant_live, g.actions as grant_actions,
             u.sealed, u.received_at, u.access_expires_at, u.event_endpoint, u.version,
             coalesce(u.lease_until > clock_timestamp(), false) as leased
        from (values (1)) as always
        left join ownership o on o.device_id = $2
        left join pair l on l.state <> 'REVOKED' or l.place = 1
        left join current_device_grant g on g.link_id = l.id and g.device_id = $2
        left join upstream_token u on u.link_id = l.id
       order by l.created_at, l.id
      """;

  private static final String LINK =
      """
      select clock_timestamp() as now, l.id as link_id, l.user_id as link_user,
             l.assistant as link_assistant, l.state as link_state, false as link_replaced,
             u.sealed, u.received_at, u.access_expires_at, u.event_endpoint, u.version,
             coalesce(u.lease_until > clock_timestamp(), false) as leased
        from current_link l
        left join upstream_token u on u.link_id = l.id
       where l.id = $1
      """;

  private static final String CHECK =
      """
      select o.user_id as owner,
             t.id as token_id, t.link_id as token_link, t.user_id as token_user,
             t.assistant as token_assistant, t.live as token_live,
             case when exists (select from access_token_device n where n.token_id = t.id)
                  then coalesce((select n.actions from access_token_device n
                                  where n.token_id = t.id and n.device_id = $2), '{}')
             end as token_actions,
             l.id as link_id, l.user_id as link_user, l.assistant as link_assistant,
             l.state as link_state,
             case when l.state = 'REVOKED' and l.state_reason in ('superseded', 'too-many-links')
                  then exists (select from current_link n
                                where n.user_id = l.user_id and n.assistant = l.assistant
                                  and n.authorized_at > l.authorized_at and n.state <> 'REVOKED')
                  else false end as link_replaced,
             g.link_id as grant_link, g.user_id as grant_user, g.assistant as grant_assistant,
             g.device_id as grant_device, g.live as grant_live, g.actions as grant_actions
        from (values (1)) as always
        left join ownership o on o.device_id = $2
        left join current_access_token t on t.id = $1
        left join current_link l on l.id = t.link_id
        left join current_device_grant g on g.link_id = l.id and g.device_id = $2
      """;

  private final Pool database;

  @Inject
  DecisionStatement(Pool database) {
    this.database = database;
  }

  /** The facts for a hand-out through one link. */
  public record HandoutFacts(Facts facts, Optional<UpstreamFacts> upstream) {

    /** The link they are about; empty when there is none. */
    public Optional<LinkRef> link() {
      return facts.link().map(Facts.Link::ref);
    }
  }

  /** A link, whoever's it is, and its tokens. */
  public record LinkFacts(LinkRef link, LinkState state, Optional<UpstreamFacts> upstream) {

    private LinkFacts(Facts.Link link, Optional<UpstreamFacts> upstream) {
      this(link.ref(), link.state(), upstream);
    }
  }

  /** The facts for a check. */
  public record CheckFacts(Facts facts, Optional<TokenFacts> token) {}

  /**
   * The facts for each living link of the user and the assistant, the oldest first. Never empty:
   * without a living link, those of the latest one, and without any, those of the device.
   *
   * @param link the only one to look at
   */
  public Uni<List<HandoutFacts>> forHandout(Question question, Optional<LinkId> link) {
    Tuple parameters =
        Tuple.of(
            question.user().value(),
            question.device().value(),
            question.assistant().value(),
            link.map(LinkId::value).orElse(null));
    return database
        .preparedQuery(HANDOUT)
        .execute(parameters)
        .map(rows -> Rows.all(rows, row -> new HandoutFacts(facts(row), upstream(row))));
  }

  /** A link and what is stored for it; empty when there is no such link. */
  public Uni<Optional<LinkFacts>> forLink(LinkId link) {
    return database
        .preparedQuery(LINK)
        .execute(Tuple.of(link.value()))
        .map(
            rows -> Rows.first(rows, row -> new LinkFacts(link(row).orElseThrow(), upstream(row))));
  }

  public Uni<CheckFacts> forCheck(VerifiedAccessToken token, DeviceId device) {
    Tuple parameters = Tuple.of(token.id().value(), device.value());
    return database
        .preparedQuery(CHECK)
        .execute(parameters)
        .map(rows -> rows.iterator().next())
        .map(row -> new CheckFacts(facts(row), token(row)));
  }

  private static Facts facts(Row row) {
    return new Facts(
        Optional.ofNullable(row.getString("owner")).map(UserId::new), link(row), grant(row));
  }

  private static Optional<Facts.Link> link(Row row) {
    return ref(row, "link_id", "link_assistant", "link_user")
        .map(
            ref ->
                new Facts.Link(
                    ref,
                    LinkState.valueOf(row.getString("link_state")),
                    row.getBoolean("link_replaced")));
  }

  private static Optional<Facts.Grant> grant(Row row) {
    return ref(row, "grant_link", "grant_assistant", "grant_user")
        .map(
            ref ->
                new Facts.Grant(
                    ref,
                    new DeviceId(row.getString("grant_device")),
                    row.getBoolean("grant_live"),
                    actions(row.getArrayOfStrings("grant_actions"))));
  }

  private static Set<Action> actions(String[] wireNames) {
    return Stream.of(wireNames).map(Action::from).collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<TokenFacts> token(Row row) {
    return ref(row, "token_link", "token_assistant", "token_user")
        .map(
            ref ->
                new TokenFacts(
                    ref,
                    row.getBoolean("token_live"),
                    Optional.ofNullable(row.getArrayOfStrings("token_actions"))
                        .map(DecisionStatement::actions)));
  }

  private static Optional<LinkRef> ref(Row row, String link, String assistant, String user) {
    UUID id = row.getUUID(link);
    return id == null
        ? Optional.empty()
        : Optional.of(
            new LinkRef(
                new AssistantId(row.getString(assistant)),
                new LinkId(id),
                new UserId(row.getString(user))));
  }

  private static Optional<UpstreamFacts> upstream(Row row) {
    return Optional.ofNullable(row.getString("sealed"))
        .map(
            ciphertext ->
                new UpstreamFacts(
                    new SealedText(ciphertext),
                    instant(row, "now"),
                    instant(row, "received_at"),
                    instant(row, "access_expires_at"),
                    URI.create(row.getString("event_endpoint")),
                    row.getLong("version"),
                    row.getBoolean("leased")));
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
