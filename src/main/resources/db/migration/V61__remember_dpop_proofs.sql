-- The proofs of possession (RFC 9449) that were shown, so that none is taken twice.
create table dpop_proof (
  proof_hash bytea       primary key check (octet_length(proof_hash) = 32),
  expires_at timestamptz not null
);

create index dpop_proof_expiry on dpop_proof (expires_at);
