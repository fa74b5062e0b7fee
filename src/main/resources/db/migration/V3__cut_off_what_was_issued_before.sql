-- One act of revoking, and how far the clean-up after it has come.
create table revocation (
  id             uuid        primary key,
  scope          text        not null,
  reason         text        not null,
  -- Where the incident is written down, if there is such a place.
  ticket         text,
  actor          text        not null,
  -- What ends, as a sentence; null: the scope says it all.
  ends           text,
  -- What its cut-offs bear: everything authorized until then is dead. Earlier than made_at if only
  -- what was authorized before an instant was to end.
  cut_off_at     timestamptz not null,
  made_at        timestamptz not null default clock_timestamp(),
  swept_links    bigint      not null default 0,
  -- How far this pass of the clean-up has come, where it looks through many links: the link, or the
  -- scope of the member, that it looked at last; and whether it left any behind that others held.
  swept_to       text        not null default '',
  left_behind    boolean     not null default false,
  -- How many there were when the clean-up began, and how long it has worked on them: what is needed
  -- to tell when it will be done.
  total_links    bigint,
  swept_in       interval    not null default '0',
  swept_at       timestamptz,
  -- When the last row of the scope was marked and its sealed token erased.
  erased_at      timestamptz,
  -- Whether the users concerned are also logged out, and of how many that was done.
  end_sessions   boolean     not null default false,
  ended_sessions bigint      not null default 0,
  finished_at    timestamptz,
  -- Since when an admin lets the clean-up rest. What is revoked stays revoked.
  paused_at      timestamptz,
  -- Which replica works on it now, and until when nobody else may.
  lease          uuid,
  lease_until    timestamptz,
  -- When the clean-up first saw it in force. Whatever began before may still make a link that it ended.
  seen_at        timestamptz,
  -- The one that has waited longest is next, so that no revocation holds up another.
  worked_at      timestamptz,
  -- After a failure: not before this instant. Failures in a row, and the latest of them.
  try_at         timestamptz,
  failures       integer     not null default 0,
  failure        text
);

create index revocation_unfinished on revocation (worked_at) where finished_at is null;
create index revocation_finished on revocation (finished_at) where finished_at is not null;
create index revocation_newest on revocation (made_at, id);

-- A revocation that a second admin has to approve. Nothing of it is in force: what is approved gets
-- its rows in revocation and cut_off, under the same id.
create table revocation_request (
  id               uuid        primary key,
  -- As it was asked for, in JSON; null once it is decided.
  request          text,
  scope            text        not null,
  ends             text        not null,
  links            bigint      not null,
  reason           text        not null,
  ticket           text,
  -- Whose name may change, and what does not: the sub of the token.
  asked_by         text        not null,
  asked_by_subject text,
  asked_at         timestamptz not null default clock_timestamp(),
  expires_at       timestamptz not null,
  decision         text        check (decision in ('APPROVED', 'REJECTED')),
  decided_by       text,
  decided_at       timestamptz,
  why              text
);

create index revocation_request_waiting on revocation_request (asked_at) where decision is null;

-- "Everything of this scope issued at or before this instant is dead." Each revocation adds its row,
-- or a row for each member of a list, and changes none, so that no revocation waits for another,
-- finished or stuck. There is no foreign
-- key to revocation: a cut-off outlives the record of its revocation. Rows that a later one of the
-- same scope covers are deleted behind it. dev.hushkey.revocation.RevocationScope writes the scopes,
-- the function latest_cut_off reads them.
create table cut_off (
  revocation_id uuid        not null,
  scope         text        not null,
  at            timestamptz not null,
  -- When it was made; later than "at" if only what was authorized before an instant was to end.
  made_at       timestamptz not null default clock_timestamp(),
  -- Whether log-ins from before it was made are over, too.
  end_sessions  boolean     not null default false,
  primary key (revocation_id, scope)
);

-- One step into it finds the latest of a scope, however many there are.
create index cut_off_of_scope on cut_off (scope, at);
-- The latest of all, which the next one comes after.
create index cut_off_at on cut_off (at);
create index cut_off_ends_sessions on cut_off (made_at) where end_sessions;

-- Now, or just after the latest cut-off if the clock has gone back, as it can when another server
-- takes over: what is decided now comes after every cut-off in force.
create function after_all_cut_offs() returns timestamptz
  language sql volatile
  return greatest(clock_timestamp(), (select max(at) from cut_off) + interval '1 microsecond');

-- What a list adds at once, the planner must know with its commit: to it the table may still be one
-- page, which the hot statements would read as a whole for each question. Only the owner may analyze, so
-- this runs with the owner's rights. A small sample says enough, and the kill switch must not wait: if
-- another transaction is at it, autovacuum does it later.
alter table cut_off
  alter column revocation_id set statistics 10,
  alter column scope set statistics 10,
  alter column at set statistics 10,
  alter column made_at set statistics 10,
  alter column end_sessions set statistics 10;

create function renew_cut_off_statistics() returns boolean
  language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '100ms'
as $$
begin
  analyze public.cut_off;
  return true;
exception when lock_not_available then
  return false;
end
$$;

-- How fast the clean-up may go, on all replicas together, where that is limited: until when what was
-- cleaned up takes up the rate. One row, of which the lock gives each of them a turn.
create table sweep_pace (
  one        boolean     primary key default true check (one),
  used_until timestamptz not null
);

insert into sweep_pace (used_until) values ('-infinity');

-- Who is still to be logged out after a revocation. A row goes when it is done, and stays with the
-- reason when it cannot be done.
create table log_out (
  revocation_id uuid        not null references revocation on delete cascade,
  user_id       text        not null,
  try_at        timestamptz not null default clock_timestamp(),
  failures      integer     not null default 0,
  failure       text,
  given_up_at   timestamptz,
  primary key (revocation_id, user_id)
);

create index log_out_to_do on log_out (revocation_id, try_at) where given_up_at is null;
