-- A rehearsal of an incident: links of nobody with an assistant that does not exist, revoked and swept
-- as real ones are, and gone afterwards. One at a time.
create table drill (
  id            uuid        primary key,
  -- The double of the assistant that it rehearses for. No assistant can be configured under such an id.
  assistant     text        not null check (starts_with(assistant, 'drill-')),
  links         integer     not null check (links > 0),
  actor         text        not null,
  phase         text        not null default 'PREPARING',
  begun_at      timestamptz not null default clock_timestamp(),
  -- Past it, the replica that works on it has stopped, and any other removes what it left.
  lease_until   timestamptz not null,
  revocation_id uuid,
  -- What was measured, in microseconds; of a question to a door, how many answers came, and how many
  -- gave something although they were asked for after the revocation's answer.
  dry_run       bigint,
  in_force      bigint,
  last_door     bigint,
  swept         bigint,
  relinked      bigint,
  answers       bigint,
  late          bigint,
  -- Why it came to nothing.
  failure       text,
  -- When nothing of it was left but this row.
  ended_at      timestamptz
);

create unique index drill_only_one on drill ((true)) where ended_at is null;
create index drill_ended on drill (ended_at) where ended_at is not null;

-- Removing a link looks for the code that it was made from.
create index authorization_code_of_link on authorization_code (link_id) where link_id is not null;

-- The people of a drill from one number to another; their cameras have the same names.
create function drill_people(of_drill uuid, first integer, last integer) returns text[]
  language sql stable
  return array(select 'drill:' || of_drill || ':' || n from generate_series(first, last) as n);

-- Makes links of these people, the first of them with this number, as a consent of now would: with a
-- device grant, sealed tokens, a refresh token and an access token each. Whoever ends the drill waits
-- for this, and this makes nothing for one that is over.
create function make_drill_links(of_drill uuid, first integer, made uuid[], sealed text[],
                                 sealed_access text[], refresh_hashes bytea[], access_hashes bytea[])
  returns timestamptz language plpgsql as $$
declare
  people text[] := drill_people(of_drill, first, first + cardinality(made) - 1);
  its drill%rowtype;
  now timestamptz;
begin
  select d.* into its from drill d
   where d.id = of_drill and d.phase <> 'REMOVING' and d.lease_until > clock_timestamp() for share;
  if not found then
    raise exception 'drill % is over', of_drill;
  end if;
  now := after_all_cut_offs();
  insert into user_decision as d (user_id, assistant, kind, decided_at)
  select person, its.assistant, 'CONSENTED', now from unnest(people) as person
  on conflict (user_id, assistant) do update set decided_at = excluded.decided_at;
  insert into ownership (device_id, user_id, epoch, name, changed_at)
  select person, person, 1, 'Drill', now from unnest(people) as person
  on conflict (device_id) do nothing;
  insert into link (id, user_id, assistant, state, scope, authorized_at, created_at, changed_at)
  select m.id, m.person, its.assistant, 'ACTIVE', 'devices', now, now, now
    from unnest(made, people) as m (id, person);
  insert into device_grant (link_id, device_id, actions, epoch, granted_at)
  select m.id, m.person, '{events,view,control}', 1, now from unnest(made, people) as m (id, person);
  insert into upstream_token (link_id, sealed, sealed_access, received_at, access_expires_at, region,
                              event_endpoint, version)
  select m.id, m.tokens, m.access, now, now + interval '1 day', 'drill', 'https://drill.invalid/', 1
    from unnest(made, sealed, sealed_access) as m (id, tokens, access);
  insert into refresh_token (token_hash, link_id, issued_at)
  select m.hash, m.id, now from unnest(made, refresh_hashes) as m (id, hash);
  insert into access_token (id, link_id, scope, token_hash, issued_at, expires_at)
  select gen_random_uuid(), m.id, 'devices', m.hash, now, now + interval '1 hour'
    from unnest(made, access_hashes) as m (id, hash);
  return now;
end
$$;

-- Removes these people of a drill with all that they have. The service may delete no link; this runs
-- with the owner's rights, and whatever it is given, it can reach nobody but the people of a drill.
create function remove_drill_people(of_drill uuid, first integer, last integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  people text[] := drill_people(of_drill, first, last);
  removed integer;
begin
  delete from link l where l.user_id = any (people) and starts_with(l.assistant, 'drill-');
  get diagnostics removed = row_count;
  delete from user_decision d where d.user_id = any (people) and starts_with(d.assistant, 'drill-');
  delete from ownership o where o.device_id = any (people) and o.user_id = o.device_id;
  return removed;
end
$$;

-- Removes the access tokens of a drill, before its people. They expire an hour after they were issued,
-- and an index knows those of these minutes.
create function remove_drill_tokens(of_drill uuid) returns integer
  language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  removed integer;
begin
  delete from access_token t using link l, drill d
   where d.id = of_drill and t.expires_at between d.begun_at + interval '1 hour'
                                              and clock_timestamp() + interval '1 hour'
     and l.id = t.link_id and l.assistant = d.assistant and starts_with(l.assistant, 'drill-');
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- What is left of a drill once its people are gone: its revocation, with the cut-off, which covers
-- nobody.
create function end_drill(of_drill uuid) returns void language plpgsql as $$
begin
  delete from cut_off c using revocation r
   where c.revocation_id = r.id and starts_with(r.scope, 'assistant:drill-');
  delete from revocation r where starts_with(r.scope, 'assistant:drill-');
  update drill d set ended_at = clock_timestamp() where d.id = of_drill and d.ended_at is null;
end
$$;
