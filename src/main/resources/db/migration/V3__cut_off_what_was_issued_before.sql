create table revocation (
  id             uuid        primary key,
  scope          text        not null,
  reason         text        not null,
  actor          text        not null,
  cut_off_at     timestamptz not null,
  swept_links    bigint      not null default 0,
  end_sessions   boolean     not null default false,
  ended_sessions bigint      not null default 0,
  finished_at    timestamptz
);

create index revocation_unfinished on revocation (cut_off_at) where finished_at is null;

-- "Everything of this scope issued at or before this instant is dead." One row per scope, whatever
-- the number of links it covers. Scopes are spelled in dev.hushkey.revocation.RevocationScope.
create table cut_off (
  scope       text        primary key,
  at          timestamptz not null,
  revocation_id uuid        not null references revocation
);

-- The one door: the latest cut-off of any scope that covers this assistant, user, link and device.
-- Null arguments stand for "not about one", their scopes do not match.
create function latest_cut_off(assistant text, user_id text, link_id uuid, device_id text)
  returns timestamptz
  language sql stable parallel safe
  return (
    select coalesce(max(c.at), '-infinity'::timestamptz)
      from cut_off c
     where c.scope = any (array[
             'everything',
             'assistant:' || latest_cut_off.assistant,
             'user:' || latest_cut_off.user_id,
             'user:' || latest_cut_off.user_id || '/assistant:' || latest_cut_off.assistant,
             'link:' || latest_cut_off.link_id::text,
             'device:' || latest_cut_off.device_id,
             'device:' || latest_cut_off.device_id || '/assistant:' || latest_cut_off.assistant])
  );

-- Every decision reads links and device grants through these two views and never from the tables,
-- so that no path can forget a cut-off or an epoch.
create view current_link as
select l.id, l.user_id, l.assistant, l.scope, l.authorized_at, l.created_at, l.changed_at,
       l.state_reason,
       case when l.authorized_at <= latest_cut_off(l.assistant, l.user_id, l.id, null)
            then 'REVOKED' else l.state end as state
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
