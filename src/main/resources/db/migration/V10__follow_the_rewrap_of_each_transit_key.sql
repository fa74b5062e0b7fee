-- How far the ciphertexts of a Transit key have been moved to its latest version. One row per key,
-- from which any replica continues after a stop. The version of a ciphertext itself is in its own
-- prefix and nowhere else.
create table rewrap (
  transit_key    text        primary key,
  target_version integer     not null check (target_version > 0),
  -- Keyset: this pass has looked at everything up to and including it.
  position       text        not null default '',
  rewrapped      bigint      not null default 0,
  -- Changed or locked by someone else during this pass; another pass looks at them again.
  skipped        bigint      not null default 0,
  -- Vault did not open them for their owner: an alarm.
  refused        bigint      not null default 0,
  started_at     timestamptz not null default clock_timestamp(),
  finished_at    timestamptz,
  -- Held by the replica at work. Two at once would do no harm, only the work twice.
  lease_until    timestamptz
);

-- Versions of a key that an operator is to destroy, since a revocation asks for it. The service only
-- says so, and looks whether it is done.
create table shredding (
  revocation_id uuid        not null references revocation on delete cascade,
  transit_key   text        not null,
  -- This version and all before it; null while Vault could not be asked which there are.
  up_to         integer     check (up_to > 0),
  -- When none of them was left, as far as we have seen.
  done_at       timestamptz,
  primary key (revocation_id, transit_key)
);
