-- Authorization requests that assistants pushed (RFC 9126), as the query that we would repeat.
create table pushed_request (
  request_hash bytea       primary key check (octet_length(request_hash) = 32),
  assistant    text        not null,
  parameters   text        not null,
  pushed_at    timestamptz not null,
  expires_at   timestamptz not null,
  -- The first visit of a browser; from then on there is time to log in and decide.
  opened_at    timestamptz,
  -- The user decided. From then on it stands for nothing.
  used_at      timestamptz
);

create index pushed_request_expiry on pushed_request (expires_at);
