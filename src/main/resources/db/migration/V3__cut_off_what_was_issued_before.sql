-- One act of revoking, and how far the clean-up after it has come.
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

-- "Everything of this scope issued at or before this instant is dead." One row per scope, however
-- many links it covers. dev.hushkey.revocation.RevocationScope writes the scopes, the function
-- latest_cut_off reads them.
create table cut_off (
  scope         text        primary key,
  at            timestamptz not null,
  revocation_id uuid        not null references revocation
);
