-- How far the ciphertexts of a Transit key are moved to its latest version. One row a key: it is where any replica goes
-- on after a stop. The version of a ciphertext itself stands in its own prefix and nowhere else.
create table rewrap (
  transit_key    text        primary key,
  target_version integer     not null check (target_version > 0),
  -- Keyset: everything at or before it was looked at in this pass.
  position       text        not null default '',
  rewrapped      bigint      not null default 0,
  -- Changed or locked by somebody else in this pass; looked at again in another.
  passed_over    bigint      not null default 0,
  -- Not opened by Vault for their owner: an alarm.
  refused        bigint      not null default 0,
  started_at     timestamptz not null default clock_timestamp(),
  finished_at    timestamptz,
  -- Whoever works on it; two would do no harm, but twice the work.
  lease_until    timestamptz
);
