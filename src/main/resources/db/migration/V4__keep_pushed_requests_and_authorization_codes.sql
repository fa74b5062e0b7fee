-- Authorization requests that assistants pushed (RFC 9126), as the query string that a browser
-- would have carried.
create table pushed_request (
  request_hash bytea       primary key check (octet_length(request_hash) = 32),
  assistant    text        not null,
  parameters   text        not null,
  pushed_at    timestamptz not null,
  expires_at   timestamptz not null,
  -- The first visit of a browser. It extends expires_at: there must be time to log in and decide.
  opened_at    timestamptz,
  -- When the user decided: if it was a consent, the instant of user_decision. The request is worth
  -- nothing from then on.
  used_at      timestamptz
);

create index pushed_request_expiry on pushed_request (expires_at);

-- Codes are stored as SHA-256 of 256 random bits, never readable.
create table authorization_code (
  code_hash      bytea       primary key check (octet_length(code_hash) = 32),
  user_id        text        not null,
  assistant      text        not null,
  redirect_uri   text        not null,
  scope          text        not null default '',
  code_challenge text,
  -- As in link.
  rich_request   boolean     not null default false,
  -- The instant of the user's decision, which is also that of every other code made for it. The
  -- code is good for nothing once user_decision holds another.
  decided_at     timestamptz not null,
  expires_at     timestamptz not null,
  used_at        timestamptz,
  -- The link made from this code; a repeat of the code ends it (RFC 6749 §4.1.2).
  link_id        uuid        references link on delete set null
);

create index authorization_code_expiry on authorization_code (expires_at);

-- What the user ticked on the consent page, with the ownership epoch at that moment.
create table authorization_code_device (
  code_hash bytea  not null references authorization_code on delete cascade,
  device_id text   not null,
  actions   text[] not null,
  epoch     bigint not null,
  primary key (code_hash, device_id)
);
