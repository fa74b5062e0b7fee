-- The proofs of possession (RFC 9449) that callers have shown, so that none is accepted twice.
create table dpop_proof (
  proof_hash bytea       primary key check (octet_length(proof_hash) = 32),
  expires_at timestamptz not null
);

create index dpop_proof_expiry on dpop_proof (expires_at);
