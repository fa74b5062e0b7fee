-- All that the role of the service may do; `hushkey migrate` runs it after the migrations, each time,
-- in one transaction. It is no migration, since an older release must not take from a newer one what
-- it has granted. A line for each table: what its owner room does (ServiceGrantsTest), and no more.

do $$
begin
  execute format('revoke all on database %I from public, ${service}', current_database());
  execute format('grant connect on database %I to ${service}', current_database());
  -- Nobody can put a table of the same name before ours.
  execute format('alter database %I set search_path = public', current_database());
end
$$;

revoke all on schema public from public, ${service};
revoke all on all tables in schema public from public, ${service};
revoke all on all sequences in schema public from public, ${service};
revoke all on all routines in schema public from public, ${service};

grant usage on schema public to ${service};

-- The start compares the version, and nothing else of Flyway's.
grant select (version, success) on flyway_schema_history to ${service};

-- A locking select needs the right to update a column, of the view if it names one.
grant select, update                 on database_timeline         to ${service};
grant select, insert, update         on ownership                 to ${service};
grant select, insert, update         on link                      to ${service};
grant select, insert, update         on device_grant              to ${service};
grant select, insert, update         on user_decision             to ${service};
grant select, insert, update, delete on revocation                to ${service};
grant select, insert, update, delete on revocation_request        to ${service};
grant select, update                 on sweep_pace                to ${service};
grant select, insert, delete         on cut_off                   to ${service};
grant update (revocation_id)         on cut_off                   to ${service};
grant select, insert, update, delete on log_out                   to ${service};
grant select, insert, update, delete on drill                     to ${service};
grant select, insert, update, delete on pushed_request            to ${service};
grant select, insert, update, delete on authorization_code        to ${service};
grant select, insert                 on authorization_code_device to ${service};
grant select, insert, update, delete on access_token              to ${service};
grant select, insert                 on access_token_device       to ${service};
grant select, insert, update, delete on refresh_token             to ${service};
grant select, insert, update         on refresh_chain             to ${service};
grant select, insert, update         on upstream_token            to ${service};
grant select, insert, update, delete on upstream_pause            to ${service};
grant select, insert, update         on upstream_brake            to ${service};
grant select, insert, update         on upstream_pace             to ${service};
grant select, insert, update, delete on errand                    to ${service};
grant select, insert, update         on errand_count              to ${service};
grant select, insert, update         on errand_pace               to ${service};
grant select, insert, delete         on dpop_proof                to ${service};
grant update (expires_at)            on dpop_proof                to ${service};
grant select, insert, update, delete on app_link_attempt          to ${service};
grant select, insert, update, delete on signing_key               to ${service};
grant select, insert, update         on rewrap                    to ${service};
grant select, insert, update         on shredding                 to ${service};
grant select, update                 on log_in_pace               to ${service};
grant select, insert, update, delete on log_in_turn               to ${service};
grant select                         on record_keeping            to ${service};

-- The record: only adding and reading, and not in a partition alone. Number and instant are the
-- database's.
grant select on audit_event to ${service};
grant insert (kind, actor, actor_subject, actor_client, user_id, other_user_id, assistant, link_id,
              device_id, action, outcome, detail, revocation_id, correlation_id)
  on audit_event to ${service};

grant update (decided_at) on current_decision to ${service};
grant update (changed_at) on current_link     to ${service};
grant select on current_decision, current_link, link_use, current_device_grant, current_access_token,
                current_refresh_token to ${service};

grant execute on function latest_cut_off(text, text, uuid, text), cut_offs(text, text, uuid, text),
  link_state(text, timestamptz, timestamptz),
  grant_is_live(timestamptz, timestamptz, bigint, text, text, bigint, timestamptz),
  access_token_is_live(timestamptz, timestamptz, text, timestamptz), after_all_cut_offs(),
  server_now(), least_epoch(),
  renew_cut_off_statistics(), drill_people(uuid, integer, integer),
  make_drill_links(uuid, integer, uuid[], text[], text[], bytea[], bytea[]),
  remove_drill_people(uuid, integer, integer), remove_drill_tokens(uuid),
  forget_ended_links(interval, integer), end_drill(uuid),
  record_partitions(), make_record_partitions(), remove_old_record()
  to ${service};
