-- Every decision about a link, a device grant or a token is made by these functions, so that no path
-- can forget a cut-off or an epoch, and an issued token ends with its link without being written. A
-- code, which has no link yet, ends with the decision that it descends from. The views are for all
-- but the hot path, whose statements decide many questions at once over the tables themselves.
--
-- This is a versioned migration and not a repeatable one. During an upgrade a replica may restart
-- that still runs the old code. It would find that a repeatable file is not the one last applied,
-- and would apply its own, old copy: a rule that the upgrade brought would be gone again; or, since
-- "create or replace view" cannot drop columns, the replica would not start. Versions that it does
-- not know, it leaves alone. So a view that changes comes in a migration of its own, complete, and
-- keeps the columns that the old code reads.

-- The one door: the latest cut-off that covers a link of this user and assistant, and the latest that
-- covers it or the device. A null argument means that the question is not about one; scopes of that
-- kind then do not match. A user id may hold a slash, which separates the parts of a scope, so it is
-- escaped. One look-up per scope takes one step into the index; "any (array[...])" would read all
-- rows of all scopes to find the latest.
-- It returns a table because the planner puts the body of such a function into the statement that
-- calls it (inlining), which it never does for a scalar one with a sub-select; and both answers come
-- from one pass. "offset 0" keeps the planner from computing either twice.
create function cut_offs(assistant text, user_id text, link_id uuid, device_id text)
  returns table (of_link timestamptz, of_device timestamptz)
  language sql stable parallel safe
begin atomic
  select covering.of_link, greatest(covering.of_link, covering.of_device_alone)
    from (select coalesce(greatest(
                   (select max(c.at) from cut_off c where c.scope = 'everything'),
                   (select max(c.at) from cut_off c where c.scope = 'assistant:' || cut_offs.assistant),
                   (select max(c.at) from cut_off c
                     where c.scope = 'user:' || replace(replace(cut_offs.user_id, '%', '%25'), '/', '%2F')),
                   (select max(c.at) from cut_off c
                     where c.scope = 'user:' || replace(replace(cut_offs.user_id, '%', '%25'), '/', '%2F')
                       || '/assistant:' || cut_offs.assistant),
                   (select max(c.at) from cut_off c where c.scope = 'link:' || cut_offs.link_id::text)),
                 '-infinity') as of_link,
                 greatest(
                   (select max(c.at) from cut_off c where c.scope = 'device:' || cut_offs.device_id),
                   (select max(c.at) from cut_off c
                     where c.scope = 'device:' || cut_offs.device_id
                       || '/assistant:' || cut_offs.assistant)) as of_device_alone
          offset 0) as covering;
end;

-- For questions that are not about a link and a device: the later of the two.
create function latest_cut_off(assistant text, user_id text, link_id uuid, device_id text)
  returns timestamptz
  language sql stable parallel safe
  return (select c.of_device
            from cut_offs(latest_cut_off.assistant, latest_cut_off.user_id, latest_cut_off.link_id,
                          latest_cut_off.device_id) c);

-- A link's state, given the latest cut-off that covers it.
create function link_state(stored text, authorized_at timestamptz, cut_off timestamptz)
  returns text
  language sql immutable parallel safe
  return case when stored = 'REVOKED' or authorized_at <= cut_off then 'REVOKED' else stored end;

-- Whether a device grant counts, given the device's owner and the latest cut-off that covers both
-- link and device.
create function grant_is_live(granted_at timestamptz, ended_at timestamptz, granted_epoch bigint,
                              link_user text, owner text, epoch bigint, cut_off timestamptz)
  returns boolean
  language sql immutable parallel safe
  return coalesce(ended_at is null and owner = link_user and epoch = granted_epoch
                  and granted_at > cut_off, false);

-- Whether an access token counts at this instant, given its link's state.
create function access_token_is_live(revoked_at timestamptz, expires_at timestamptz,
                                     link_state text, at timestamptz)
  returns boolean
  language sql immutable parallel safe
  return revoked_at is null and expires_at > at and link_state <> 'REVOKED';

-- What descends from a consent stands as long as this is live and holds the same instant.
create view current_decision as
select d.user_id, d.assistant, d.kind, d.decided_at,
       d.decided_at > latest_cut_off(d.assistant, d.user_id, null, null) as live
  from user_decision d;

-- A user's links of many years cost nothing once they are over: no cut-off is looked up for them.
create view current_link as
select l.id, l.user_id, l.assistant, l.scope, l.authorized_at, l.created_at, l.changed_at,
       l.state_reason, link_state(l.state, l.authorized_at, c.of_link) as state
  from link l
  left join lateral (select * from cut_offs(l.assistant, l.user_id, l.id, null)
                      where l.state <> 'REVOKED') c on true;

-- When the assistant last used a link: the later of its last refresh and of the last check, token
-- exchange or hand-out that was allowed. Only the user's latest thousand records are read; a link
-- that is in none of them still has its last refresh. Nothing is written for this alone.
create view link_use as
select l.id as link_id,
       greatest((select max(t.last_used_at) from refresh_token t where t.link_id = l.id),
                (select max(r.at)
                   from (select a.link_id, a.kind, a.outcome, a.at
                           from audit_event a
                          where a.user_id = l.user_id
                          order by a.id desc
                          limit 1000) as r
                  where r.link_id = l.id and r.outcome = 'allowed'
                    and r.kind in ('check', 'token-exchange', 'handout'))) as last_used_at
  from link l;

create view current_device_grant as
select g.link_id, g.device_id, g.actions, g.epoch, g.granted_at, l.user_id, l.assistant,
       link_state(l.state, l.authorized_at, c.of_link) as link_state,
       grant_is_live(g.granted_at, g.ended_at, g.epoch, l.user_id, o.user_id, o.epoch, c.of_device)
         as live
  from device_grant g
  join link l on l.id = g.link_id
  left join ownership o on o.device_id = g.device_id
 cross join lateral cut_offs(l.assistant, l.user_id, l.id, g.device_id) c;

-- Live means: neither revoked nor expired, and its link is not revoked. A token is never older than
-- the consent that its link's cut-offs are compared with, so the link's state covers every cut-off;
-- its own instant would not do, since after a fail-over to a primary whose clock is behind, a token
-- may be issued "before" a cut-off that its consent came after.
create view current_access_token as
select t.id, t.link_id, t.issued_at, t.expires_at, l.user_id, l.assistant,
       coalesce(t.scope, l.scope) as scope, l.state as link_state,
       access_token_is_live(t.revoked_at, t.expires_at, l.state, clock_timestamp()) as live,
       t.token_hash
  from access_token t
  join current_link l on l.id = t.link_id;

-- Three ways to be dead, kept apart: only a superseded token that comes back is an alarm. As with
-- access tokens, the link's state covers every cut-off.
create view current_refresh_token as
select t.token_hash, t.link_id, t.generation, l.user_id, l.assistant, l.scope,
       l.state = 'REVOKED' as ended,
       coalesce(t.expires_at <= clock_timestamp(), false) as expired,
       t.generation < coalesce(c.used_generation, 0) as superseded
  from refresh_token t
  join current_link l on l.id = t.link_id
  left join refresh_chain c on c.link_id = t.link_id;
