-- The keys that sign our access tokens. The private half is sealed by Vault before it comes here.
create table signing_key (
  kid            text        primary key,
  algorithm      text        not null,
  public_jwk     text        not null,
  sealed_private text        not null,
  created_at     timestamptz not null default clock_timestamp(),
  -- From then on it signs nothing; tokens that it signed are still verified.
  retired_at     timestamptz
);
