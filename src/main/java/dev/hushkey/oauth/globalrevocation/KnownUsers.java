package dev.hushkey.oauth.globalrevocation;

import dev.hushkey.identity.UserId;
import dev.hushkey.ownership.Ownerships;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Who has anything here: people are Keycloak's, and we have no list of them. */
@ApplicationScoped
class KnownUsers {

  private static final String HAS_LINKS =
      "select exists (select from current_link where user_id = $1)";

  private final Pool pool;
  private final Ownerships ownerships;

  @Inject
  KnownUsers(Pool pool, Ownerships ownerships) {
    this.pool = pool;
    this.ownerships = ownerships;
  }

  /** Whether this user has, or had, a link, or owns a device. */
  Uni<Boolean> has(UserId user) {
    return pool.preparedQuery(HAS_LINKS)
        .execute(Tuple.of(user.value()))
        .map(rows -> rows.iterator().next().getBoolean(0))
        .chain(linked -> linked ? Uni.createFrom().item(true) : ownerships.isOwner(user));
  }
}
