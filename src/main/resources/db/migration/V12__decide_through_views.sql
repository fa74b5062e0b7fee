-- Every decision about a link, a device grant or a token is made on these views, so that no path can
-- forget a cut-off or an epoch, and an issued token ends with its link without being written. A
-- code, which has no link yet, ends with the decision that it descends from.
--
-- This is a versioned migration and not a repeatable one. During an upgrade a replica may restart
-- that still runs the old code. It would find that a repeatable file is not the one last applied,
-- and would apply its own, old copy: a rule that the upgrade brought would be gone again; or, since
-- "create or replace view" cannot drop columns, the replica would not start. Versions that it does
-- not know, it leaves alone. So a view that changes comes in a migration of its own, complete, and
-- keeps the columns that the old code reads.

-- The one door: the latest cut-off of any scope that covers this assistant, user, link and device.
-- A null argument means that the question is not about one; scopes of that kind then do not match.
-- A user id may hold a slash, which separates the parts of a scope, so it is escaped.
-- One look-up per scope takes one step into the index; "any (array[...])" would read all rows of all
-- scopes to find the latest.
create function latest_cut_off(assistant text, user_id text, link_id uuid, device_id text)
  returns timestamptz
  language sql stable parallel safe
  return (
    select coalesce(max((select max(c.at) from cut_off c where c.scope = covering.scope)),
                    '-infinity'::timestamptz)
      from unnest(array[
             'everything',
             'assistant:' || latest_cut_off.assistant,
             'user:' || replace(replace(latest_cut_off.user_id, '%', '%25'), '/', '%2F'),
             'user:' || replace(replace(latest_cut_off.user_id, '%', '%25'), '/', '%2F')
               || '/assistant:' || latest_cut_off.assistant,
             'link:' || latest_cut_off.link_id::text,
             'device:' || latest_cut_off.device_id,
             'device:' || latest_cut_off.device_id || '/assistant:' || latest_cut_off.assistant])
           as covering(scope)
  );

-- What descends from a consent stands as long as this is live and holds the same instant.
create view current_decision as
select d.user_id, d.assistant, d.kind, d.decided_at,
       d.decided_at > latest_cut_off(d.assistant, d.user_id, null, null) as live
  from user_decision d;

create view current_link as
select l.id, l.user_id, l.assistant, l.scope, l.authorized_at, l.created_at, l.changed_at,
       l.state_reason,
       -- In this order: a user's links of many years cost nothing once they are over.
       case when l.state = 'REVOKED' then l.state
            when l.authorized_at <= latest_cut_off(l.assistant, l.user_id, l.id, null)
            then 'REVOKED' else l.state end as state
  from link l;

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
       l.state as link_state,
       g.ended_at is null
         and o.user_id is not null and o.user_id = l.user_id and o.epoch = g.epoch
         and g.granted_at > latest_cut_off(l.assistant, l.user_id, l.id, g.device_id) as live
  from device_grant g
  join current_link l on l.id = g.link_id
  left join ownership o on o.device_id = g.device_id;

-- Live means: neither revoked nor expired, and its link is not revoked. A token is never older than
-- the consent that its link's cut-offs are compared with, so the link's state covers every cut-off;
-- its own instant would not do, since after a fail-over to a primary whose clock is behind, a token
-- may be issued "before" a cut-off that its consent came after.
create view current_access_token as
select t.id, t.link_id, t.issued_at, t.expires_at, l.user_id, l.assistant,
       coalesce(t.scope, l.scope) as scope, l.state as link_state,
       t.revoked_at is null and t.expires_at > clock_timestamp() and l.state <> 'REVOKED' as live,
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
