-- Written anew at each use, now plus the assistant's refresh-token-lifetime. Null: never runs out,
-- which is what Alexa and Google ask for.
alter table refresh_token add column expires_at timestamptz;

-- What the sweep deletes.
create index refresh_token_expiry on refresh_token (expires_at) where expires_at is not null;
create index refresh_token_revoked on refresh_token (revoked_at) where revoked_at is not null;
