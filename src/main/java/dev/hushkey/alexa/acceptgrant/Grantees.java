package dev.hushkey.alexa.acceptgrant;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.VerifiedAccessToken;
import dev.hushkey.secret.UpstreamAuthorizationCode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Finds the link of the grantee's token, which is one of our access tokens. */
@ApplicationScoped
class Grantees {

  /** The views decide whether token and link are alive now; nothing is cached. */
  private static final String STATEMENT =
      """
      select t.link_id, t.user_id, t.assistant,
             coalesce(u.sealed is not null and u.authorization_code_hash = $4, false) as accepted
        from current_access_token t
        left join upstream_token u on u.link_id = t.link_id
       where t.id = $1 and t.user_id = $2 and t.assistant = $3
         and t.live and t.link_state = 'ACTIVE'
      """;

  private final AccessTokens tokens;
  private final Pool database;

  @Inject
  Grantees(AccessTokens tokens, Pool database) {
    this.tokens = tokens;
    this.database = database;
  }

  /** Empty when the token is not ours, not this assistant's, or no longer alive. */
  Uni<Optional<Grantee>> find(AcceptGrantDirective directive, AssistantId assistant) {
    return tokens
        .verify(directive.granteeToken())
        .map(verified -> verified.filter(ours -> ours.assistant().equals(assistant)))
        .chain(
            ours ->
                ours.map(token -> find(token, directive.code()))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Optional<Grantee>> find(VerifiedAccessToken token, UpstreamAuthorizationCode code) {
    Tuple parameters =
        Tuple.of(
            token.id().value(),
            token.user().value(),
            token.assistant().value(),
            Buffer.buffer(code.hash().toBytes()));
    return database.preparedQuery(STATEMENT).execute(parameters).map(Grantees::first);
  }

  private static Optional<Grantee> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(grantee(rows.iterator().next()));
  }

  private static Grantee grantee(Row row) {
    return new Grantee(
        new LinkRef(
            new AssistantId(row.getString("assistant")),
            new LinkId(row.getUUID("link_id")),
            new UserId(row.getString("user_id"))),
        row.getBoolean("accepted"));
  }
}
