-- A person's way from the company's app to Amazon and back. One per person and assistant: a new one
-- takes the place of the one before. The state is stored as its hash; the proof key is no secret by
-- itself, it makes a code verifier only together with the state.
create table app_link_attempt (
  user_id      text        not null,
  assistant    text        not null,
  state_hash   bytea       not null unique check (octet_length(state_hash) = 32),
  redirect_uri text        not null,
  proof_key    bytea       not null check (octet_length(proof_key) = 32),
  started_at   timestamptz not null,
  expires_at   timestamptz not null,
  -- Once, by the person who started; taken back after an outage.
  used_at      timestamptz,
  primary key (user_id, assistant)
);

create index app_link_attempt_expiry on app_link_attempt (expires_at);
