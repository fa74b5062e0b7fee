package dev.hushkey.handout.decision;

import dev.hushkey.gather.Gatherer;
import dev.hushkey.gather.Gatherers;
import dev.hushkey.gather.Numbered;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.LinkState;
import dev.hushkey.oauth.issued.VerifiedAccessToken;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads everything that a decision needs in one statement, and so as of one moment. Concurrent
 * questions share a statement, which decides each on its own; every row repeats the question that
 * it is about, and is believed only if that is the one that was asked. Nothing here is cached, nor
 * may anything be: see docs/adr/0009-one-statement-decides.md and
 * docs/adr/0051-the-hot-path-gathers-at-every-stage.md.
 *
 * <p>The arrays are sub-selects, which hides how long they are from PostgreSQL: so it keeps one
 * plan (docs/adr/0091-one-plan-for-batches-of-any-size.md).
 */
@Singleton
public class DecisionStatement {

  /**
   * All living links of the user with the assistant, or the one asked for. If none lives, the
   * latest one shows why. A question always has a row, with nulls for what does not exist.
   */
  static final String HANDOUT =
      """
      select q.n, q.user_id as asked_user, q.device_id as asked_device,
             q.assistant as asked_assistant, q.link_id as asked_link,
             clock_timestamp() as now, o.user_id as owner,
             o.owner_at_backup is not null as owner_unknown,
             l.id as link_id, l.user_id as link_user, l.assistant as link_assistant,
             link_state(l.state, l.authorized_at, c.of_link) as link_state, false as link_replaced,
             g.link_id as grant_link, l.user_id as grant_user, l.assistant as grant_assistant,
             g.device_id as grant_device, g.actions as grant_actions,
             grant_is_live(g.granted_at, g.ended_at, g.epoch, l.user_id, o.user_id, o.epoch,
                           c.of_device) as grant_live,
             coalesce(u.sealed_access, u.sealed) as sealed, u.sealed_access is not null as alone,
             u.received_at, u.access_expires_at, u.event_endpoint, u.version,
             coalesce(u.lease_until > clock_timestamp(), false) as leased
        from unnest((select $1::text[]), (select $2::text[]), (select $3::text[]),
                    (select $4::uuid[])) with ordinality
               as q (user_id, device_id, assistant, link_id, n)
        left join ownership o on o.device_id = q.device_id
        left join lateral (
          select a.* from link a
           where a.user_id = q.user_id and a.assistant = q.assistant and a.state || '' <> 'REVOKED'
             and (q.link_id is null or a.id = q.link_id)
          union all
          (select a.* from link a
            where a.user_id = q.user_id and a.assistant = q.assistant and a.state = 'REVOKED'
              and (q.link_id is null or a.id = q.link_id)
              and not exists (
                select from link b
                 where b.user_id = q.user_id and b.assistant = q.assistant
                   and b.state || '' <> 'REVOKED'
                   and (q.link_id is null or b.id = q.link_id))
            order by a.created_at desc, a.id
            limit 1)) l on true
        left join device_grant g on g.link_id = l.id and g.device_id = q.device_id
        left join lateral cut_offs(l.assistant, l.user_id, l.id, q.device_id) c on true
        left join upstream_token u on u.link_id = l.id
       order by q.n, l.created_at, l.id
      """;

  private static final String LINK =
      """
      select clock_timestamp() as now, l.id as link_id, l.user_id as link_user,
             l.assistant as link_assistant, l.state as link_state, false as link_replaced,
             coalesce(u.sealed_access, u.sealed) as sealed, u.sealed_access is not null as alone,
             u.received_at, u.access_expires_at, u.event_endpoint, u.version,
             coalesce(u.lease_until > clock_timestamp(), false) as leased
        from current_link l
        left join upstream_token u on u.link_id = l.id
       where l.id = $1
      """;

  static final String CHECK =
      """
      select q.n, q.token_id as asked_token, q.device_id as asked_device, o.user_id as owner,
             o.owner_at_backup is not null as owner_unknown,
             t.id as token_id, t.link_id as token_link, l.user_id as token_user,
             l.assistant as token_assistant,
             access_token_is_live(t.revoked_at, t.expires_at,
                                  link_state(l.state, l.authorized_at, c.of_link),
                                  clock_timestamp()) as token_live,
             case when exists (select from access_token_device n where n.token_id = t.id)
                  then coalesce((select n.actions from access_token_device n
                                  where n.token_id = t.id and n.device_id = q.device_id), '{}')
             end as token_actions,
             l.id as link_id, l.user_id as link_user, l.assistant as link_assistant,
             link_state(l.state, l.authorized_at, c.of_link) as link_state,
             case when l.state = 'REVOKED' and l.state_reason in ('superseded', 'too-many-links')
                  then exists (select from current_link n
                                where n.user_id = l.user_id and n.assistant = l.assistant
                                  and n.authorized_at > l.authorized_at and n.state <> 'REVOKED')
                  else false end as link_replaced,
             g.link_id as grant_link, l.user_id as grant_user, l.assistant as grant_assistant,
             g.device_id as grant_device, g.actions as grant_actions,
             grant_is_live(g.granted_at, g.ended_at, g.epoch, l.user_id, o.user_id, o.epoch,
                           c.of_device) as grant_live
        from unnest((select $1::uuid[]), (select $2::text[])) with ordinality
               as q (token_id, device_id, n)
        left join ownership o on o.device_id = q.device_id
        left join access_token t on t.id = q.token_id
        left join link l on l.id = t.link_id
        left join device_grant g on g.link_id = l.id and g.device_id = q.device_id
        left join lateral cut_offs(l.assistant, l.user_id, l.id, q.device_id) c on true
       order by q.n
      """;

  private final Pool database;
  private final Gatherer<HandoutQuestion, List<HandoutFacts>> handouts;
  private final Gatherer<CheckQuestion, CheckFacts> checks;

  @Inject
  DecisionStatement(Pool database, Gatherers gatherers) {
    this.database = database;
    this.handouts =
        gatherers.statements("decide-handout", questions -> askHandouts(database, questions));
    this.checks = gatherers.statements("decide-check", this::askChecks);
  }

  record HandoutQuestion(Question question, Optional<LinkId> link) {}

  private record CheckQuestion(AccessTokenId token, DeviceId device) {}

  /** The facts for a hand-out through one link. */
  public record HandoutFacts(Facts facts, Optional<UpstreamFacts> upstream) {

    /** The link they are about; empty when there is none. */
    public Optional<LinkRef> link() {
      return facts.link().map(Facts.Link::ref);
    }

    private boolean lives() {
      return facts.link().filter(link -> link.state() != LinkState.REVOKED).isPresent();
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
    return handouts.ask(new HandoutQuestion(question, link));
  }

  /** The facts as this server knows them. */
  static Uni<List<List<HandoutFacts>>> askHandouts(Pool server, List<HandoutQuestion> questions) {
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfString(texts(questions, one -> one.question().user().value()))
            .addArrayOfString(texts(questions, one -> one.question().device().value()))
            .addArrayOfString(texts(questions, one -> one.question().assistant().value()))
            .addArrayOfUUID(ids(questions, one -> one.link().map(LinkId::value).orElse(null)));
    return ask(
            server,
            HANDOUT,
            parameters,
            rows ->
                Numbered.rows(
                    questions,
                    DecisionStatement::isAbout,
                    rows,
                    row -> new HandoutFacts(FactRows.facts(row), FactRows.upstream(row))))
        .map(each -> each.stream().map(DecisionStatement::livingOrLatest).toList());
  }

  private static <T> Uni<T> ask(
      Pool server, String sql, Tuple parameters, Function<RowSet<Row>, T> read) {
    return server.preparedQuery(sql).execute(parameters).map(read);
  }

  private static boolean isAbout(HandoutQuestion asked, Row row) {
    Question question = asked.question();
    return question.user().value().equals(row.getString("asked_user"))
        && question.device().value().equals(row.getString("asked_device"))
        && question.assistant().value().equals(row.getString("asked_assistant"))
        && Objects.equals(asked.link().map(LinkId::value).orElse(null), row.getUUID("asked_link"));
  }

  /** A cut-off may have ended some of them that no sweep has marked yet. */
  private static List<HandoutFacts> livingOrLatest(List<HandoutFacts> oldestFirst) {
    List<HandoutFacts> living = oldestFirst.stream().filter(HandoutFacts::lives).toList();
    return living.isEmpty() ? List.of(oldestFirst.getLast()) : living;
  }

  /** A link and what is stored for it; empty when there is no such link. */
  public Uni<Optional<LinkFacts>> forLink(LinkId link) {
    return ask(
        database,
        LINK,
        Tuple.of(link.value()),
        rows ->
            Rows.first(
                rows,
                row -> new LinkFacts(FactRows.link(row).orElseThrow(), FactRows.upstream(row))));
  }

  /** The facts for what a token asks about a device. */
  public Uni<CheckFacts> forCheck(VerifiedAccessToken token, DeviceId device) {
    return checks.ask(new CheckQuestion(token.id(), device));
  }

  private Uni<List<CheckFacts>> askChecks(List<CheckQuestion> questions) {
    Tuple parameters =
        Tuple.tuple()
            .addArrayOfUUID(ids(questions, one -> one.token().value()))
            .addArrayOfString(texts(questions, one -> one.device().value()));
    return ask(
            database,
            CHECK,
            parameters,
            rows ->
                Numbered.rows(
                    questions,
                    DecisionStatement::isAbout,
                    rows,
                    row -> new CheckFacts(FactRows.facts(row), FactRows.token(row))))
        .map(each -> each.stream().map(List::getFirst).toList());
  }

  private static boolean isAbout(CheckQuestion asked, Row row) {
    return asked.token().value().equals(row.getUUID("asked_token"))
        && asked.device().value().equals(row.getString("asked_device"));
  }

  private static <Q> String[] texts(List<Q> questions, Function<Q, String> read) {
    return questions.stream().map(read).toArray(String[]::new);
  }

  private static <Q> UUID[] ids(List<Q> questions, Function<Q, UUID> read) {
    return questions.stream().map(read).toArray(UUID[]::new);
  }
}
