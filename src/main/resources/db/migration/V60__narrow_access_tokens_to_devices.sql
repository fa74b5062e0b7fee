-- What an access token was narrowed to at its issue (RFC 9396 section 6). A token without a row is
-- for all that its link allows. Rows narrow; what is live is in the device grants all the same.
create table access_token_device (
  token_id  uuid   not null references access_token on delete cascade,
  device_id text   not null,
  actions   text[] not null check (actions <@ array['events', 'view', 'control'] and actions <> '{}'),
  primary key (token_id, device_id)
);
