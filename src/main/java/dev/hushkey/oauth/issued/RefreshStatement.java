package dev.hushkey.oauth.issued;

/**
 * The single statement that performs a refresh. Each part reads from the part before it, so nothing
 * is written for a token that cannot be used; the returned row shows why. No row: the token is
 * unknown.
 *
 * <p>Parameters: $1 hash of the token, $2 assistant, $3 scope asked for or null, $4 seconds that an
 * unused refresh token lives or null, $5 id of the new access token, $6 seconds that it lives, $7
 * its hash if it is opaque or null. Of a stable token, $8 what an event names it by or null; else
 * $8 hash of the new refresh token, $9 what an event names that by or null.
 */
public final class RefreshStatement {

  /**
   * How many superseded generations stay known, so that their reuse is seen: a day's worth where
   * access tokens live for an hour. Older ones are as unknown as made-up tokens.
   */
  public static final int REMEMBERED_GENERATIONS = 24;

  private static final String FIT =
      """
      with known as materialized (
        select link_id, generation, user_id, assistant, scope, ended, expired, superseded
          from current_refresh_token where token_hash = $1),
      fit as (
        select link_id, generation from known
         where assistant = $2 and not ended and not expired and not superseded
           and ($3::text is null or string_to_array($3, ' ') <@ string_to_array(scope, ' '))),
      """;

  /** A stable token stays valid after its use. */
  private static final String USED_STABLE =
      """
      used as (select link_id, generation from fit),
      """;

  /**
   * The decisive check: it locks the row and compares its newest version, whatever this statement
   * saw when it began. A concurrent request that comes too late gets no row.
   */
  private static final String USED_WITH_SUCCESSOR =
      """
      used as (
        insert into refresh_chain as c (link_id, used_generation)
        select link_id, generation from fit
        on conflict (link_id) do update set used_generation = excluded.used_generation
         where c.used_generation <= excluded.used_generation
        returning link_id, used_generation as generation),
      """;

  /** The clock is read after the row is locked. */
  private static final String RECORD =
      """
      clock as materialized (
        select u.link_id, u.generation, now, now + $4::bigint * interval '1 second' as unused_until
          from used u, lateral (select clock_timestamp() as now) as c),
      touched as (
        update refresh_token t
           set last_used_at = c.now, expires_at = c.unused_until%s
          from clock c where t.token_hash = $1),
      access as (
        insert into access_token (id, link_id, scope, issued_at, expires_at, token_hash)
        select $5, c.link_id, coalesce($3, k.scope), c.now,
               c.now + $6::bigint * interval '1 second', $7::bytea
          from clock c join known k on k.link_id = c.link_id
        returning issued_at)
      """;

  /**
   * Deletes siblings that went unused for a month while the client got others: they were lost on
   * the way, and a client that repeats its old token for ever must not fill the table. Locked rows
   * are left for the next time, so that this and the sweep never wait for each other.
   */
  private static final String SUCCEED =
      """
      , successor as (
        insert into refresh_token (token_hash, link_id, generation, issued_at, expires_at, event_hash)
        select $8, link_id, generation + 1, now, unused_until, $9::bytea from clock),
      forgotten as (
        delete from refresh_token where token_hash in (
          select t.token_hash from refresh_token t join clock c on t.link_id = c.link_id
           where t.generation < c.generation - %d
              or t.generation > c.generation and t.issued_at < c.now - interval '30 days'
             for update of t skip locked))
      """
          .formatted(REMEMBERED_GENERATIONS);

  private static final String ANSWER =
      """
      select k.link_id, k.user_id, k.assistant, k.scope, k.ended, k.expired, k.superseded,
             (select l.rich_request from link l where l.id = k.link_id) as rich_request, a.issued_at
        from known k left join access a on true
      """;

  /** A successor has its own; what it succeeds is not told of. */
  private static final String EVENT_HASH = ", event_hash = coalesce(t.event_hash, $8::bytea)";

  private static final String STABLE = FIT + USED_STABLE + RECORD.formatted(EVENT_HASH) + ANSWER;
  private static final String WITH_SUCCESSOR =
      FIT + USED_WITH_SUCCESSOR + RECORD.formatted("") + SUCCEED + ANSWER;

  private RefreshStatement() {}

  static String of(boolean withSuccessor) {
    return withSuccessor ? WITH_SUCCESSOR : STABLE;
  }
}
