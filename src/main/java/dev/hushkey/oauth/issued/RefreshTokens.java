package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Uses a refresh token: one statement finds it, checks it and records what is issued for it, so
 * that concurrent refreshes share nothing but a row lock. See {@link RefreshStatement}.
 */
@ApplicationScoped
public class RefreshTokens {

  private final Pool database;

  @Inject
  RefreshTokens(Pool database) {
    this.database = database;
  }

  /**
   * What to record after an allowed refresh.
   *
   * @param scope of the new access token; empty for all that was granted
   * @param successor the new refresh token; empty where the old one stays
   */
  public record Renewal(
      RefreshToken presented,
      Optional<String> scope,
      AccessTokenId accessToken,
      Optional<RefreshToken> successor) {}

  /**
   * A known refresh token, in its state when it was presented.
   *
   * @param scope what the link was granted
   * @param ended its link has ended or is cut off
   * @param expired not used for longer than the assistant's refresh tokens live
   * @param superseded a successor of it was used
   * @param richRequest whether the answer lists what is granted, RFC 9396 §7
   * @param renewedAt when the new access token was issued; empty when the statement refused
   */
  public record Presented(
      LinkRef link,
      String scope,
      boolean ended,
      boolean expired,
      boolean superseded,
      boolean richRequest,
      Optional<Instant> renewedAt) {}

  /**
   * Finds the token and, if this client may use it, uses it; committed when the Uni completes.
   *
   * @param accessToken what the new access token is known by, if it is opaque
   */
  public Uni<Optional<Presented>> use(
      Assistant client, Renewal renewal, Optional<TokenHash> accessToken) {
    return database
        .preparedQuery(RefreshStatement.of(renewal.successor().isPresent()))
        .execute(parameters(client, renewal, accessToken))
        .map(rows -> Rows.first(rows, RefreshTokens::presented));
  }

  private static Tuple parameters(
      Assistant client, Renewal renewal, Optional<TokenHash> accessToken) {
    List<Object> values = new ArrayList<>();
    values.add(bytes(renewal.presented().hash()));
    values.add(client.id().value());
    values.add(renewal.scope().orElse(null));
    values.add(client.tokens().refreshTokenLifetime().map(Duration::toSeconds).orElse(null));
    values.add(renewal.accessToken().value());
    values.add(client.tokens().accessTokenLifetime().toSeconds());
    values.add(accessToken.map(RefreshTokens::bytes).orElse(null));
    renewal.successor().ifPresent(token -> values.add(bytes(token.hash())));
    RefreshToken kept = renewal.successor().orElse(renewal.presented());
    values.add(EventHash.of(client, kept).map(Buffer::buffer).orElse(null));
    return Tuple.from(values);
  }

  private static Buffer bytes(TokenHash hash) {
    return Buffer.buffer(hash.toBytes());
  }

  private static Presented presented(Row row) {
    return new Presented(
        Rows.link(row),
        row.getString("scope"),
        row.getBoolean("ended"),
        row.getBoolean("expired"),
        row.getBoolean("superseded"),
        row.getBoolean("rich_request"),
        Rows.findInstant(row, "issued_at"));
  }
}
