create table link (
  id            uuid        primary key,
  user_id       text        not null,
  assistant     text        not null,
  state         text        not null check (state in ('ACTIVE', 'NEEDS_RELINK', 'REVOKED')),
  state_reason  text,
  scope         text        not null default '',
  -- Whether the assistant asked with authorization_details (RFC 9396). If so, each token response
  -- states what is granted; other assistants would not understand that. What is granted is in the
  -- device grants.
  rich_request  boolean     not null default false,
  -- The moment of the user's consent. Everything issued on this link descends from it, so this is
  -- the instant that cut-offs are compared with, no matter when a token itself was issued.
  authorized_at timestamptz not null,
  created_at    timestamptz not null,
  changed_at    timestamptz not null
);

-- The conditions of four indexes say what "state <> 'REVOKED'" and "state = 'REVOKED'" would, and only
-- statements that are written like them match. To PostgreSQL such an index is empty while hardly any
-- link lives, or has ended, according to statistics that lag behind. Any statement about one link or
-- one user might read all of it, and keep that plan while a million links end, or are made (ADR 98).
--
-- A user may have several links with one assistant that are not revoked, up to its links-per-user.
-- Also what is unlinked or bounded is found by it.
create index link_not_revoked on link (user_id, assistant) where state || '' <> 'REVOKED';
create index link_of_user on link (user_id, created_at);
-- For the sweep after a bulk revocation and for the rewrap, which page by keyset.
create index link_of_assistant on link (assistant, id) where nullif(state, 'REVOKED') is not null;
-- For the sweep of everything: the primary key would lead it past all links that are over.
create index link_living on link (id) where nullif(state, 'REVOKED') is not null;
-- What ended long ago, in the order in which it goes.
create index link_ended on link (changed_at, id) where nullif(state, 'REVOKED') is null;

-- What a revocation has ended, to count who is back. Small: equal keys share their place.
create index link_ended_by_revocation on link (state_reason)
  where state_reason like 'revocation:%';

create table device_grant (
  link_id    uuid        not null references link on delete cascade,
  device_id  text        not null,
  actions    text[]      not null
                         check (actions <@ array['events', 'view', 'control'] and actions <> '{}'),
  -- The ownership epoch at the user's consent. Any change of owner ends the grant.
  epoch      bigint      not null,
  granted_at timestamptz not null,
  ended_at   timestamptz,
  end_reason text,
  primary key (link_id, device_id)
);

create index device_grant_of_device on device_grant (device_id) where ended_at is null;
-- The grants that a revocation ended by themselves, without their links.
create index device_grant_ended_by_revocation on device_grant (end_reason)
  where end_reason like 'device-revocation:%';

-- The latest decision of each user about each assistant: a consent, a narrowing, a disconnecting; or
-- that an admin has revoked the consent.
-- Whatever descends from a consent carries the instant of that decision, and may become a link only
-- while the two are the same. The row's lock puts the decisions of one user in line, on all
-- replicas.
create table user_decision (
  user_id    text        not null,
  assistant  text        not null,
  kind       text        not null check (kind in ('CONSENTED', 'NARROWED', 'DISCONNECTED', 'REVOKED')),
  -- Later than the decision before and than every cut-off, whatever the clock says.
  decided_at timestamptz not null,
  primary key (user_id, assistant)
);

-- The latest of all: a cut-off is dated after it, whatever the clock says.
create index user_decision_decided on user_decision (decided_at);

-- Removes links that ended this long ago, the oldest first, with all that is left of them, and returns
-- their ids. The service may delete no link; this runs with the owner's rights, and has a bound of its
-- own: whoever has the service's password can remove nothing that lives or ended lately. Links that a
-- revocation has ended stay while its record does, which counts who is back.
create function forget_ended_links(kept_for interval, most integer) returns setof uuid
  language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if kept_for is null or kept_for < interval '31 days' then
    raise exception 'ended links are kept for 31 days at least';
  end if;
  return query
  delete from link where id in (
    select l.id from link l
     where nullif(l.state, 'REVOKED') is null and l.changed_at < statement_timestamp() - kept_for
       and not exists (select from revocation r
                        where l.state_reason = 'revocation:' || r.id)
     order by l.changed_at, l.id
     limit most for update of l skip locked)
  returning id;
end
$$;
