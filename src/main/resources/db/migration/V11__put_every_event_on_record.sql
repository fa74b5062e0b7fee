-- Who did what to whose link, when, and with which answer. There is no column for a token.
--
-- The record lies in partitions by time, so that what is too old goes as whole tables: nothing else
-- can remove it, and nothing has to be vacuumed. The number is unique by its sequence; a key must
-- name what a table is partitioned by.
create table audit_event (
  id             bigint      generated always as identity,
  at             timestamptz not null default clock_timestamp(),
  kind           text        not null,
  actor          text        not null,
  -- A name can change or be given again: the sub and the azp of the caller's token, if it had one.
  actor_subject  text,
  actor_client   text,
  user_id        text,
  -- A second user whom the event is about: the former owner of a device.
  other_user_id  text,
  assistant      text,
  link_id        uuid,
  device_id      text,
  action         text,
  outcome        text        not null,
  detail         text,
  revocation_id  uuid,
  correlation_id text,
  primary key (id, at)
) partition by range (at);

create index audit_event_of_user on audit_event (user_id, id) where user_id is not null;
create index audit_event_of_other_user on audit_event (other_user_id, id)
  where other_user_id is not null;
create index audit_event_of_device on audit_event (device_id, id) where device_id is not null;
-- Rows lie in the order of their instants, so the range of each piece of the table says enough, and
-- costs nearly nothing to write.
create index audit_event_at on audit_event using brin (at) with (autosummarize = on);

-- Append-only: not even the service's own role can change or remove what happened.
create function refuse_change_of_audit_event() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are append-only';
end
$$;

-- Each partition inherits this one.
create trigger audit_event_is_append_only
  before update or delete on audit_event
  for each row execute function refuse_change_of_audit_event();

-- This one each partition needs for itself.
create trigger audit_event_is_never_truncated
  before truncate on audit_event
  for each statement execute function refuse_change_of_audit_event();

-- How long the record is kept, and how much time a partition holds. One row, which only the owner
-- changes (`hushkey migrate`): whoever has the service's password must not shorten the record.
create table record_keeping (
  one        boolean  primary key default true check (one),
  -- Null: for ever.
  kept_for   interval check (kept_for >= interval '31 days'),
  partitions text     not null check (partitions in ('day', 'week', 'month'))
);

insert into record_keeping (kept_for, partitions) values (interval '400 days', 'month');

-- The partitions and what they hold: from an instant on, to another, which is not theirs any more.
-- The one for all that has no partition is not among them.
create function record_partitions()
  returns table (partition regclass, from_at timestamptz, to_at timestamptz)
  language sql stable
begin atomic
  select b.partition,
         coalesce((regexp_match(b.bound, 'FROM \(''([^'']+)''\)'))[1], '-infinity')::timestamptz,
         (regexp_match(b.bound, 'TO \(''([^'']+)''\)'))[1]::timestamptz
    from (select i.inhrelid::regclass as partition, pg_get_expr(c.relpartbound, c.oid) as bound
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
           where i.inhparent = 'public.audit_event'::regclass) b
   where b.bound <> 'DEFAULT';
end;

-- Makes the partitions that this time and the next need, and returns how many. A partition is made
-- apart and attached, which keeps nobody from adding to the record. What has no partition is in
-- audit_event_rest; while that has rows of some time, they stay there, and that time gets none.
create function make_record_partitions_at(now timestamptz) returns integer
  language plpgsql set lock_timeout = '200ms' set timezone = 'UTC' as $$
declare
  width text := (select partitions from record_keeping);
  ahead timestamptz := now + greatest(interval '7 days', 2 * ('1 ' || width)::interval);
  begins timestamptz := (select max(p.to_at) from record_partitions() p);
  ends timestamptz;
  made integer := 0;
  name text;
begin
  -- 40 at most: a clock that was years ahead for a moment makes no thousand tables.
  while coalesce(begins, '-infinity') <= ahead and made < 40 loop
    ends := date_trunc(width, coalesce(begins, now)) + ('1 ' || width)::interval;
    if not exists (select from audit_event_rest e
                    where e.at >= coalesce(begins, '-infinity') and e.at < ends) then
      name := 'audit_event_until_' || to_char(ends, 'YYYY_MM_DD');
      execute format('create table public.%I (like audit_event including defaults)', name);
      execute format('create trigger audit_event_is_never_truncated before truncate on public.%I'
                     ' for each statement execute function refuse_change_of_audit_event()', name);
      execute format('alter table audit_event attach partition public.%I for values from (%s) to (%L)',
                     name, coalesce(quote_literal(begins), 'minvalue'), ends);
      made := made + 1;
    end if;
    begins := ends;
  end loop;
  return made;
end
$$;

-- Removes the oldest partition if all of it is older than the record is kept, which is on record, and
-- returns whether there was one. Nobody adds to the record meanwhile; if it does not get there within
-- 200 ms, it gives up and changes nothing.
create function remove_old_record_at(now timestamptz) returns boolean
  language plpgsql set lock_timeout = '200ms' set timezone = 'UTC' as $$
declare
  oldest record;
begin
  select p.* into oldest
    from record_partitions() p
   where p.to_at <= now - (select k.kept_for from record_keeping k)
   order by p.to_at
   limit 1;
  if not found then
    return false;
  end if;
  execute format('drop table %s', oldest.partition);
  insert into audit_event (kind, actor, outcome, detail)
  values ('record-removed', 'system', 'done',
          'all before ' || to_char(oldest.to_at, 'YYYY-MM-DD'));
  return true;
end
$$;

-- What the service may call. They do what the owner has said, at the time that it is: the service
-- cannot choose either. One replica at a time; the others find nothing to do.
create function make_record_partitions() returns integer
  language sql security definer set search_path = pg_catalog, public
  return case when pg_try_advisory_xact_lock(hashtext('hushkey record'))
              then make_record_partitions_at(clock_timestamp()) end;

create function remove_old_record() returns boolean
  language sql security definer set search_path = pg_catalog, public
  return case when pg_try_advisory_xact_lock(hashtext('hushkey record'))
              then remove_old_record_at(clock_timestamp()) end;

create table audit_event_rest partition of audit_event default;

create trigger audit_event_is_never_truncated
  before truncate on audit_event_rest
  for each statement execute function refuse_change_of_audit_event();

do $$
begin
  perform make_record_partitions();
end
$$;
