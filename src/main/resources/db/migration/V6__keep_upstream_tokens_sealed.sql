-- The assistant's own tokens for one link, as Transit ciphertext.
create table upstream_token (
  link_id                 uuid        primary key references link on delete cascade,
  -- Null once erased.
  sealed                  text        check (sealed like 'vault:v%'),
  -- The access token of this set once more, without the refresh token: hand-outs open only this.
  -- Null: they open the set. Written and erased with the set, and dropped when it is rewrapped.
  sealed_access           text        check (sealed_access like 'vault:v%'),
  -- SHA-256 of the two tokens of this set, to find a leaked one; they stay when it is erased. Null:
  -- too short for a hash to say nothing about it.
  access_hash             bytea       check (octet_length(access_hash) = 32),
  refresh_hash            bytea       check (octet_length(refresh_hash) = 32),
  received_at             timestamptz not null,
  access_expires_at       timestamptz not null,
  region                  text        not null,
  event_endpoint          text        not null,
  -- Grows with each token set; a refresh stores its result only over the version it started from.
  version                 bigint      not null,
  -- The lease of a refresh, null when it was given back; the fence tells its holders apart.
  lease_fence             bigint      not null default 0,
  lease_until             timestamptz,
  -- Not refreshed before this: the pause after an outage or a doubtful refusal.
  paused_until            timestamptz,
  -- The latest refresh of this set's predecessors that worked, and the first one of this set that
  -- was refused: together they say whether an assistant refuses out of line.
  refreshed_at            timestamptz,
  refused_at              timestamptz,
  -- When the camera backend last reported that a gateway refused the access token.
  reported_at             timestamptz,
  -- When the background work looks at this set; null: never, only a hand-out that needs it does.
  due_at                  timestamptz,
  -- The link's assistant, for the index of what is due: one that does not answer holds up no other.
  due_with                text,
  -- Which AcceptGrant code this came from, so that a repeated directive gets the same answer.
  authorization_code_hash bytea       check (octet_length(authorization_code_hash) = 32),
  check (due_at is null or due_with is not null),
  check (sealed_access is null or sealed is not null)
);

-- For the refresh ahead: what is due with an assistant, the oldest first.
create index upstream_token_due on upstream_token (due_with, due_at) where due_at is not null;

-- For leaked tokens.
create index upstream_token_by_access on upstream_token (access_hash)
  where access_hash is not null;
create index upstream_token_by_refresh on upstream_token (refresh_hash)
  where refresh_hash is not null;

-- For the brake: the latest outcomes of an assistant.
create index upstream_token_refreshed on upstream_token (refreshed_at)
  where refreshed_at is not null;
create index upstream_token_refused on upstream_token (refused_at) where refused_at is not null;

-- How fast an assistant is asked to refresh ahead, by all replicas together. The row's lock gives
-- each of them a turn.
create table upstream_pace (
  assistant  text        primary key,
  -- Until when what was begun takes up the rate; in the past by what is free.
  used_until timestamptz not null
);

-- What is to be done at the assistant of a link that has ended: REVOKE, it revokes the tokens that
-- it issued to us; TELL, it hears that ours are revoked. A row goes when that is done, or given up,
-- and its ciphertext with it.
create table errand (
  id            uuid        primary key,
  kind          text        not null check (kind in ('REVOKE', 'TELL')),
  assistant     text        not null,
  -- There is no foreign key, as for access_token: a link that has an errand is never deleted.
  link_id       uuid        not null,
  user_id       text        not null,
  -- All noughts: no admin's revocation. Its errands go before it, so there is no foreign key.
  revocation_id uuid        not null,
  -- The assistant's tokens, as they were stored; good for nothing but to be revoked.
  sealed        text        check (sealed like 'vault:v%'),
  noted_at      timestamptz not null,
  -- Not before this. Whoever takes it moves it on, and so has it alone until then.
  try_at        timestamptz not null,
  tries         integer     not null default 0,
  check ((kind = 'REVOKE') = (sealed is not null))
);

create index errand_due on errand (revocation_id, assistant, kind, try_at);
create index errand_noted on errand (noted_at);

-- What came of those of a revocation; each is counted in the transaction that notes or deletes it.
create table errand_count (
  revocation_id uuid        not null references revocation on delete cascade,
  kind          text        not null,
  noted         bigint      not null default 0,
  done          bigint      not null default 0,
  -- Not done, since the user has linked again.
  spared        bigint      not null default 0,
  -- Not done, since the assistant would not, or did not answer in time; and why the latest was not.
  given_up      bigint      not null default 0,
  failure       text,
  changed_at    timestamptz not null,
  primary key (revocation_id, kind)
);

-- How fast an assistant is asked, by all replicas together; as upstream_pace.
create table errand_pace (
  assistant  text        not null,
  kind       text        not null,
  used_until timestamptz not null,
  primary key (assistant, kind)
);
