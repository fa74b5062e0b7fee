-- Codes and refresh tokens are stored as SHA-256 of 256 random bits, never readable.
create table authorization_code (
  code_hash      bytea       primary key check (octet_length(code_hash) = 32),
  user_id        text        not null,
  assistant      text        not null,
  redirect_uri   text        not null,
  scope          text        not null default '',
  code_challenge text,
  issued_at      timestamptz not null,
  expires_at     timestamptz not null,
  used_at        timestamptz,
  -- The link made from this code; a repeat of the code ends it (RFC 6749 §4.1.2).
  link_id        uuid        references link on delete set null
);

create index authorization_code_expiry on authorization_code (expires_at);

-- What the user ticked on the consent page, with the epoch at that moment.
create table authorization_code_device (
  code_hash bytea  not null references authorization_code on delete cascade,
  device_id text   not null,
  actions   text[] not null,
  epoch     bigint not null,
  primary key (code_hash, device_id)
);

create table refresh_token (
  token_hash   bytea       primary key check (octet_length(token_hash) = 32),
  link_id      uuid        not null references link on delete cascade,
  issued_at    timestamptz not null,
  last_used_at timestamptz,
  revoked_at   timestamptz
);

create index refresh_token_of_link on refresh_token (link_id);

-- One row per access token. The row holds the instant of issue at microseconds; a JWT's iat has
-- seconds only and is never compared with a cut-off.
create table access_token (
  id         uuid        primary key,
  link_id    uuid        not null references link on delete cascade,
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);

create index access_token_expiry on access_token (expires_at);
create index access_token_of_link on access_token (link_id);

-- Live means: neither revoked nor expired nor cut off, and its link is active.
create view current_access_token as
select t.id, t.link_id, t.issued_at, t.expires_at, l.user_id, l.assistant, l.scope,
       l.state as link_state,
       t.revoked_at is null and t.expires_at > clock_timestamp() and l.state <> 'REVOKED'
         and t.issued_at > latest_cut_off(l.assistant, l.user_id, l.id, null) as live
  from access_token t
  join current_link l on l.id = t.link_id;
