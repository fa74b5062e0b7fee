package dev.hushkey.oauth.status;

import dev.hushkey.cell.ThisCell;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.OpaqueTokens;
import dev.hushkey.oauth.issued.VerifiedAccessToken;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.sql.ActionWords;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What we know about a token now, RFC 7662 §2: one uncached statement over the same views that
 * every other decision reads. A JWT is verified first, without the database.
 */
@ApplicationScoped
public class Introspection {

  /**
   * What a token is for, RFC 9396 §9.2, if the assistant used details when it linked or when it got
   * this token: the current device grants, within what the token was narrowed to.
   */
  private static final String DETAILS =
      """
       cross join lateral (
              select exists (select from access_token_device w where w.token_id = t.id)
            ) as x (narrowed)
       cross join lateral (
              select array_agg(g.device_id order by g.device_id) as devices,
                     array_agg(array_to_string(
                         case when x.narrowed
                              then array(select unnest(g.actions) intersect select unnest(n.actions))
                              else g.actions end, ',') order by g.device_id) as actions
                from current_device_grant g
                left join access_token_device n
                       on n.token_id = t.id and n.device_id = g.device_id
               where (l.rich_request or x.narrowed) and g.link_id = l.id and g.live
                 and (n.token_id is not null or not x.narrowed)) as d
      """;

  private static final String ACCESS_TOKEN =
      """
      select t.id, t.assistant, t.link_id, t.user_id, t.scope, t.issued_at, t.expires_at, t.live,
             d.devices, d.actions
        from current_access_token t
        join link l on l.id = t.link_id
      """
          + DETAILS;

  private static final String BY_ID = ACCESS_TOKEN + " where t.id = $1";

  /** A hash belongs to one token: at most one of the two finds a row. */
  private static final String BY_HASH =
      ACCESS_TOKEN
          + """
             where t.token_hash = $1
            union all
            select null, c.assistant, c.link_id, c.user_id, c.scope, r.issued_at, r.expires_at,
                   not (c.ended or c.expired or c.superseded), null, null
              from current_refresh_token c
              join refresh_token r on r.token_hash = c.token_hash
             where c.token_hash = $1
            """;

  private final AccessTokens tokens;
  private final Pool database;
  private final ThisCell cell;

  @Inject
  Introspection(AccessTokens tokens, Pool database, ThisCell cell) {
    this.cell = cell;
    this.tokens = tokens;
    this.database = database;
  }

  /** Whether it is ours and works. */
  public Uni<Boolean> isActive(SecretText token) {
    return of(token).map(found -> found.filter(IntrospectedToken::live).isPresent());
  }

  /**
   * Empty for a token that is not ours.
   *
   * @throws dev.hushkey.failure.FailureException {@link dev.hushkey.failure.Failure.OtherCell}
   */
  Uni<Optional<IntrospectedToken>> of(SecretText token) {
    cell.require(token);
    return OpaqueTokens.hasForm(token)
        ? ask(BY_HASH, Buffer.buffer(TokenHash.of(token).toBytes()))
        : tokens
            .verify(token)
            .chain(
                verified ->
                    verified
                        .map(this::ofVerified)
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Optional<IntrospectedToken>> ofVerified(VerifiedAccessToken token) {
    return ask(BY_ID, token.id().value())
        .invoke(found -> found.ifPresent(row -> requireSameIdentity(token, row)));
  }

  private Uni<Optional<IntrospectedToken>> ask(String statement, Object key) {
    return database.preparedQuery(statement).execute(Tuple.of(key)).map(Introspection::first);
  }

  /** Another owner's row would be a bug on our side, and must not become an answer. */
  private static void requireSameIdentity(VerifiedAccessToken token, IntrospectedToken row) {
    if (!token.user().equals(row.user()) || !token.assistant().equals(row.assistant())) {
      throw new IllegalStateException("access token " + token.id() + " belongs to someone else");
    }
  }

  private static Optional<IntrospectedToken> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(token(rows.iterator().next()));
  }

  private static IntrospectedToken token(Row row) {
    return new IntrospectedToken(
        Optional.ofNullable(row.getUUID("id")).map(AccessTokenId::new),
        Rows.link(row),
        row.getString("scope"),
        row.getOffsetDateTime("issued_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("expires_at")).map(OffsetDateTime::toInstant),
        row.getBoolean("live"),
        details(row.getArrayOfStrings("devices"), row.getArrayOfStrings("actions")));
  }

  private static Optional<AuthorizationDetails> details(String[] devices, String[] actions) {
    if (devices == null) {
      return Optional.empty();
    }
    Map<DeviceId, Set<Action>> granted = new TreeMap<>();
    for (int i = 0; i < devices.length; i++) {
      if (!actions[i].isEmpty()) {
        granted.put(new DeviceId(devices[i]), ActionWords.split(actions[i]));
      }
    }
    return Optional.of(AuthorizationDetails.of(granted));
  }
}
