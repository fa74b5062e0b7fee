-- Which server's history this database is on. A fail-over and a restore to an earlier moment both begin
-- a new timeline of PostgreSQL, which this row does not know yet. By its last heartbeat the two are told
-- apart: a standby takes over within a minute, a backup is older.
create table database_timeline (
  one               boolean     primary key default true check (one),
  system_identifier bigint      not null,
  timeline          integer     not null,
  -- When a replica last wrote to it, to the nearest few seconds.
  alive_at          timestamptz not null,
  -- How often the owner has said what a restore lost; the latest time, and since when all was lost.
  restores          integer     not null default 0,
  restored_at       timestamptz,
  lost_since        timestamptz,
  -- What a device's next epoch is at least: above each that was given out in what was lost.
  least_epoch       bigint      not null default 0
);

-- Who owned a device when the backup was made, until the camera backend has said who does now. The
-- device is nobody's until then.
alter table ownership add column owner_at_backup text,
  add check (owner_at_backup is null or user_id is null);

create index ownership_unknown on ownership (owner_at_backup) where owner_at_backup is not null;

-- The history that the server is on, and how far it has come durably; no timeline on a standby. The
-- timeline is that of the insert position, which a new primary has at once; the control file has it
-- with the next checkpoint.
create function server_now()
  returns table (system_identifier bigint, timeline integer, durable bigint)
  language sql volatile
begin atomic
  select (select c.system_identifier from pg_control_system() c),
         case when not pg_is_in_recovery()
              then ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer end,
         case when not pg_is_in_recovery()
              then pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint end;
end;

insert into database_timeline (system_identifier, timeline, alive_at)
select s.system_identifier, s.timeline, clock_timestamp() from server_now() s;

create function least_epoch() returns bigint
  language sql stable
  return (select t.least_epoch from database_timeline t);

-- For the owner alone, by `hushkey restored`: takes note of the history that the database is on now.
-- Since when all was lost is when a replica last wrote to it. Comes after what ended, whose record it is.
create function note_timeline(lost boolean, what text) returns timestamptz language plpgsql as $$
declare
  since timestamptz;
begin
  select case when lost then t.alive_at end into strict since from database_timeline t for update;
  update database_timeline t
     set system_identifier = s.system_identifier, timeline = s.timeline, alive_at = clock_timestamp(),
         restores = t.restores + 1, restored_at = clock_timestamp(), lost_since = since
    from server_now() s;
  -- The backup may be older than its last partition of the record.
  perform make_record_partitions();
  insert into audit_event (kind, actor, outcome, detail)
  values ('database-restored', 'hushkey restored', 'done', what);
  return since;
end
$$;

-- For the owner alone: ends whatever may have ended in what a restore lost, so that nothing that was
-- dead lives again. Links end by cut-offs of these scopes; "log-ins" is a scope that covers no link.
-- Rows go at once where nobody can say which of them are still good.
create function end_what_may_have_ended(scopes text[])
  returns table (links bigint, devices bigint, signing_keys bigint) language plpgsql as $$
declare
  now timestamptz := greatest(after_all_cut_offs(),
                              (select max(d.decided_at) + interval '1 microsecond' from user_decision d));
begin
  with revoked as (
    insert into revocation (id, scope, reason, actor, cut_off_at, made_at)
    select gen_random_uuid(), s, 'the database was restored', 'hushkey restored', now, now
      from unnest(scopes) as s
    returning id, scope)
  insert into cut_off (revocation_id, scope, at, made_at) select r.id, r.scope, now, now from revoked r;
  insert into cut_off (revocation_id, scope, at, made_at, end_sessions)
  values (gen_random_uuid(), 'log-ins', now, now, true);
  perform renew_cut_off_statistics();
  select count(*) into links from link l
   where l.state <> 'REVOKED'
     and l.authorized_at <= latest_cut_off(l.assistant, l.user_id, l.id, null);

  truncate access_token, access_token_device, authorization_code, authorization_code_device,
           pushed_request, app_link_attempt, log_in_turn;
  update revocation_request set expires_at = least(expires_at, now) where decision is null;
  update signing_key set withdrawn_at = clock_timestamp(), sealed_private = null
   where withdrawn_at is null;
  get diagnostics signing_keys = row_count;

  update database_timeline t
     set least_epoch = 1000000 + greatest(t.least_epoch, (select max(o.epoch) from ownership o));
  update ownership o set owner_at_backup = o.user_id, user_id = null
   where o.user_id is not null and not starts_with(o.device_id, 'drill:');
  get diagnostics devices = row_count;

  -- Numbers of events that were lost may be known elsewhere.
  perform setval(pg_get_serial_sequence('public.audit_event', 'id'),
                 1000000000000 + (select coalesce(max(e.id), 0) from audit_event e));
  return next;
end
$$;

-- For the owner alone: the assistants whose refresh tokens rotate. Which of them were replaced in what
-- was lost, nobody can say.
create function rotating_assistants() returns setof text language sql stable as $$
  select distinct l.assistant from refresh_chain c join link l on l.id = c.link_id
   where l.state <> 'REVOKED'
$$;

-- For the owner alone: the camera backend has named the owners of all devices, so whatever it has not
-- named belongs to nobody.
create function forget_owners_at_backup() returns bigint language plpgsql as $$
declare
  forgotten bigint;
begin
  update ownership o
     set owner_at_backup = null, epoch = greatest(o.epoch + 1, least_epoch()),
         changed_at = clock_timestamp()
   where o.owner_at_backup is not null;
  get diagnostics forgotten = row_count;
  return forgotten;
end
$$;
