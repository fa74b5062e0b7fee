-- Where log-ins are held to a rate: until when what has begun takes up the rate, at all replicas
-- together. One row, of which the lock gives each of them a turn.
create table log_in_pace (
  one        boolean     primary key default true check (one),
  used_until timestamptz not null
);

insert into log_in_pace (used_until) values ('epoch');

-- A browser that waits for a log-in, or whose turn has come. The ticket is in a cookie of it.
create table log_in_turn (
  ticket_hash bytea       primary key check (octet_length(ticket_hash) = 32),
  -- Who came first has the lower one.
  place       bigint      not null generated always as identity,
  -- Who has not looked for a while is passed over, and keeps the place.
  seen_at     timestamptz not null,
  admitted_at timestamptz,
  -- How often the turn was used: a page that does not load is loaded again.
  begun       integer     not null default 0,
  expires_at  timestamptz not null
);

-- Counts who is ahead.
create index log_in_turn_waiting on log_in_turn (place) where admitted_at is null;
create index log_in_turn_expiry on log_in_turn (expires_at);
