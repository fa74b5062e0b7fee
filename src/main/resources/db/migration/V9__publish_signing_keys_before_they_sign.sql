-- The keys that sign our tokens. The private half is sealed by Vault before it comes here. A key is
-- published from created_at, signs from signs_from, and signs until a later key of its purpose and
-- algorithm does. Its successor marks its end, so the row itself needs no end.
create table signing_key (
  kid            text        primary key,
  -- What it signs. Sealed into the private half: a row with another purpose does not open.
  purpose        text        not null check (purpose in ('access-tokens', 'exchanged-tokens')),
  algorithm      text        not null,
  public_jwk     text        not null,
  sealed_private text,
  created_at     timestamptz not null default clock_timestamp(),
  signs_from     timestamptz not null,
  -- A withdrawn key stays for a month, so that repeating it has an answer; its private half does not.
  withdrawn_at   timestamptz,
  check ((withdrawn_at is null) = (sealed_private is not null))
);
