-- A token of generation g is answered with one of generation g + 1. All tokens of a stable policy
-- are of generation 0.
alter table refresh_token add column generation bigint not null default 0;

drop index refresh_token_of_link;
create index refresh_token_of_link on refresh_token (link_id, generation);

-- The highest generation that was ever used on a link. What is older is superseded, for all replicas
-- at once: this row is all that they share, and its lock puts their refreshes in line.
create table refresh_chain (
  link_id         uuid   primary key references link on delete cascade,
  used_generation bigint not null
);

-- The three ways to be dead, apart: only a superseded token that comes back is an alarm. A token is
-- never older than the consent that its link's cut-offs are compared with, so the link's state says
-- all about cut-offs.
create view current_refresh_token as
select t.token_hash, t.link_id, t.generation, l.user_id, l.assistant, l.scope,
       t.revoked_at is not null or l.state = 'REVOKED' as ended,
       coalesce(t.expires_at <= clock_timestamp(), false) as expired,
       t.generation < coalesce(c.used_generation, 0) as superseded
  from refresh_token t
  join current_link l on l.id = t.link_id
  left join refresh_chain c on c.link_id = t.link_id;
