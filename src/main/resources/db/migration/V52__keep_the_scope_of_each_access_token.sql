-- A refresh may narrow the new access token (RFC 6749 section 6). Null: all that its link was granted.
alter table access_token add column scope text;

create or replace view current_access_token as
select t.id, t.link_id, t.issued_at, t.expires_at, l.user_id, l.assistant,
       coalesce(t.scope, l.scope) as scope, l.state as link_state,
       t.revoked_at is null and t.expires_at > clock_timestamp() and l.state <> 'REVOKED'
         and t.issued_at > latest_cut_off(l.assistant, l.user_id, l.id, null) as live,
       t.token_hash
  from access_token t
  join current_link l on l.id = t.link_id;
