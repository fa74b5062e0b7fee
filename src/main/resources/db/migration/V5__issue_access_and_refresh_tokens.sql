-- One row per access token. The row holds the instant of issue at microseconds; a JWT's iat has
-- seconds only and is never compared with a cut-off.
create table access_token (
  id         uuid        primary key,
  -- A link. No foreign key: to remove one link, which only a drill does, PostgreSQL would read the
  -- whole table, and an index by link would be one more for each refresh to write.
  link_id    uuid        not null,
  -- An opaque access token is 256 random bits, of which we keep the SHA-256. A JWT is known by its
  -- id and its signature, and has no hash.
  token_hash bytea       check (octet_length(token_hash) = 32),
  -- A refresh may narrow the new access token (RFC 6749 §6). Null: all that its link was granted.
  scope      text,
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  -- Set when this one token is revoked. When its link ends, the token is dead through the link's
  -- state and this stays null.
  revoked_at timestamptz
);

create unique index access_token_by_hash on access_token (token_hash) where token_hash is not null;
create index access_token_expiry on access_token (expires_at);

-- What an access token was narrowed to when it was issued (RFC 9396 §6). A token without a row is
-- good for all that its link allows. These rows only narrow: what is live is still decided by the
-- device grants.
create table access_token_device (
  token_id  uuid   not null references access_token on delete cascade,
  device_id text   not null,
  actions   text[] not null
                   check (actions <@ array['events', 'view', 'control'] and actions <> '{}'),
  primary key (token_id, device_id)
);

-- Refresh tokens are stored as SHA-256 of 256 random bits, never readable. There is no column for
-- a revocation: whoever revokes a refresh token ends its link (RFC 7009 §2.1), and the link's state
-- is what counts.
create table refresh_token (
  token_hash   bytea       primary key check (octet_length(token_hash) = 32),
  link_id      uuid        not null references link on delete cascade,
  -- A token of generation g is answered with one of generation g + 1. Under the stable policy all
  -- tokens are of generation 0.
  generation   bigint      not null default 0,
  issued_at    timestamptz not null,
  -- Set anew at each use: now plus the assistant's refresh-token-lifetime. Null: never expires,
  -- which is what Alexa and Google ask for.
  expires_at   timestamptz,
  last_used_at timestamptz,
  -- The SHA-512 of its SHA-512, by which an assistant hears that it is revoked. Only where one hears
  -- of that; a token from before is given it when it is next used.
  event_hash   bytea       check (octet_length(event_hash) = 64)
);

create index refresh_token_of_link on refresh_token (link_id, generation);

-- Finds what the sweep deletes.
create index refresh_token_expiry on refresh_token (expires_at) where expires_at is not null;

-- The highest generation ever used on a link. Anything older is superseded, on all replicas at
-- once: this row is all that they share, and its lock makes their refreshes wait for each other.
create table refresh_chain (
  link_id         uuid   primary key references link on delete cascade,
  used_generation bigint not null
);
