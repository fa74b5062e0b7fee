-- An assistant that asked us to stay away (Retry-After), or that refuses our client: until when no
-- replica asks it. Written only when that happens, read by whoever is about to ask.
create table upstream_pause (
  -- The assistant's id; with a suffix for its other services.
  place  text        primary key,
  until  timestamptz not null,
  -- Each link comes back at a moment of its own within this time after the pause.
  spread interval    not null,
  -- A status or an error code, never a text of the assistant.
  why    text        not null
);

-- Whether the refusals of an assistant are believed. Its row is also the lock under which refusals
-- take turns, so that of many at once each sees those before it. Written by refusals alone.
create table upstream_brake (
  assistant  text primary key,
  -- Since when they are not believed; null while they are.
  closed_at  timestamptz,
  alarmed_at timestamptz
);
