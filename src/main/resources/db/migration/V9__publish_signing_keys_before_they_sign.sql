-- The keys that sign our access tokens. The private half is sealed by Vault before it comes here.
-- A key is published from created_at, signs from signs_from, and signs until a later key of its
-- algorithm does. Its successor marks its end, so the row itself needs no end.
create table signing_key (
  kid            text        primary key,
  algorithm      text        not null,
  public_jwk     text        not null,
  sealed_private text        not null,
  created_at     timestamptz not null default clock_timestamp(),
  signs_from     timestamptz not null
);
