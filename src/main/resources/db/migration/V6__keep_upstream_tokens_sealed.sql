-- The assistant's own tokens for one link, as Transit ciphertext.
create table upstream_token (
  link_id                 uuid        primary key references link on delete cascade,
  -- Null once erased.
  sealed                  text        check (sealed like 'vault:v%'),
  received_at             timestamptz not null,
  access_expires_at       timestamptz not null,
  region                  text        not null,
  event_endpoint          text        not null,
  -- Grows with each token set; a refresh stores its result only over the version it started from.
  version                 bigint      not null,
  -- The fenced lease of a refresh: only the holder of the latest fence may store.
  lease_fence             bigint      not null default 0,
  lease_until             timestamptz,
  -- Which AcceptGrant code this came from, so that a repeated directive gets the same answer.
  authorization_code_hash bytea       check (octet_length(authorization_code_hash) = 32)
);
