create table link (
  id            uuid        primary key,
  user_id       text        not null,
  assistant     text        not null,
  state         text        not null check (state in ('ACTIVE', 'NEEDS_RELINK', 'REVOKED')),
  scope         text        not null default '',
  -- The moment of the user's consent. Everything issued on this link descends from it, so this is
  -- the instant that cut-offs are compared with, whenever a token itself was issued.
  authorized_at timestamptz not null,
  created_at    timestamptz not null,
  changed_at    timestamptz not null,
  state_reason  text
);

-- One living link per user and assistant; also finds it.
create unique index link_living on link (user_id, assistant) where state <> 'REVOKED';
create index link_of_user on link (user_id, created_at);
-- The sweep of a bulk revocation and the admin's list walk this one by keyset.
create index link_of_assistant on link (assistant, id) where state <> 'REVOKED';

create table device_grant (
  link_id    uuid        not null references link on delete cascade,
  device_id  text        not null,
  actions    text[]      not null check (actions <@ array['events', 'view', 'control'] and actions <> '{}'),
  -- The ownership epoch that the user consented under. Any change of owner ends the grant.
  epoch      bigint      not null,
  granted_at timestamptz not null,
  ended_at   timestamptz,
  end_reason text,
  primary key (link_id, device_id)
);

create index device_grant_of_device on device_grant (device_id) where ended_at is null;
