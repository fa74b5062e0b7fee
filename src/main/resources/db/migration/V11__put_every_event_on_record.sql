-- Who did what to whose link, when, and with which answer. There is no column for a token.
create table audit_event (
  id             bigint      generated always as identity primary key,
  at             timestamptz not null default clock_timestamp(),
  kind           text        not null,
  actor          text        not null,
  -- A name can change or be given again: the sub and the azp of the caller's token, if it had one.
  actor_subject  text,
  actor_client   text,
  user_id        text,
  -- A second user whom the event is about: the former owner of a device.
  other_user_id  text,
  assistant      text,
  link_id        uuid,
  device_id      text,
  action         text,
  outcome        text        not null,
  detail         text,
  revocation_id  uuid,
  correlation_id text
);

create index audit_event_of_user on audit_event (user_id, id) where user_id is not null;
create index audit_event_of_other_user on audit_event (other_user_id, id)
  where other_user_id is not null;
create index audit_event_of_device on audit_event (device_id, id) where device_id is not null;
-- Rows lie in the order of their instants, so the range of each piece of the table says enough, and
-- costs nearly nothing to write.
create index audit_event_at on audit_event using brin (at) with (autosummarize = on);

-- Append-only: not even the service's own role can change or remove what happened.
create function refuse_change_of_audit_event() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are append-only';
end
$$;

create trigger audit_event_is_append_only
  before update or delete on audit_event
  for each row execute function refuse_change_of_audit_event();

create trigger audit_event_is_never_truncated
  before truncate on audit_event
  for each statement execute function refuse_change_of_audit_event();
