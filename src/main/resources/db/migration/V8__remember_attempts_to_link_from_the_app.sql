-- A user's way from the company's app to Amazon and back. One per user and assistant: a new attempt
-- replaces the one before. The state is stored as its hash; the proof key is not a secret on its
-- own, since only together with the state does it make a code verifier.
create table app_link_attempt (
  user_id      text        not null,
  assistant    text        not null,
  state_hash   bytea       not null unique check (octet_length(state_hash) = 32),
  redirect_uri text        not null,
  proof_key    bytea       not null check (octet_length(proof_key) = 32),
  started_at   timestamptz not null,
  expires_at   timestamptz not null,
  -- Set once, by the user who started; cleared again after an outage.
  used_at      timestamptz,
  -- The instant of user_decision when it was last completed. After an outage it can be completed
  -- again only while no newer decision has come: a retry of the app is none of its user's.
  decided_at   timestamptz,
  primary key (user_id, assistant)
);

create index app_link_attempt_expiry on app_link_attempt (expires_at);
