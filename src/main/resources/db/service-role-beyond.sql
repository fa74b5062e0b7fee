-- What the role of the service ($1) may do although db/service-role.sql does not grant it: by
-- attributes, memberships, ownership, or rights of everybody. $2 is the owner.
with service as (select * from pg_roles where rolname = ?),
     owner as (select * from pg_roles where rolname = ?)
select 'it is a superuser' from service where rolsuper
union all
select 'it may ' || word
  from service,
       lateral (values (rolcreaterole, 'create roles'), (rolcreatedb, 'create databases'),
                       (rolreplication, 'replicate'), (rolbypassrls, 'bypass row security'))
               as attribute (has, word)
 where has and not rolsuper
union all
select 'it may become ' || r.rolname
  from service s, pg_roles r
 where not s.rolsuper and r.oid <> s.oid
   and pg_has_role(s.oid, r.oid, 'member')
   and (r.oid = (select oid from owner) or r.rolsuper
        or r.rolname in ('pg_write_all_data', 'pg_write_server_files', 'pg_read_server_files',
                         'pg_execute_server_program', 'pg_maintain', 'pg_database_owner'))
union all
select 'it owns ' || format('%I.%I', n.nspname, c.relname)
  from service s join pg_class c on c.relowner = s.oid join pg_namespace n on n.oid = c.relnamespace
union all
select 'it owns the function ' || p.oid::regprocedure
  from service s join pg_proc p on p.proowner = s.oid
union all
select 'it owns the schema ' || n.nspname from service s join pg_namespace n on n.nspowner = s.oid
union all
select 'it owns the database ' || d.datname from service s join pg_database d on d.datdba = s.oid
union all
select 'it may create ' || what || ' in the database ' || current_database()
  from service,
       lateral (values ('create', 'schemas'), ('temporary', 'temporary tables')) as t (privilege, what)
 where not rolsuper and has_database_privilege(oid, current_database(), privilege)
union all
select 'it may create objects in the schema ' || n.nspname
  from service s, pg_namespace n
 where not s.rolsuper and has_schema_privilege(s.oid, n.oid, 'create')
union all
select 'it may set session_replication_role, which switches triggers off'
  from service
 where not rolsuper and has_parameter_privilege(oid, 'session_replication_role', 'set')
union all
select 'it may ' || lower(privilege) || ' ' || c.relname
  from service s,
       (values ('audit_event', 'update'), ('audit_event', 'delete'), ('audit_event', 'truncate'),
               ('audit_event', 'trigger'), ('audit_event', 'maintain'),
               ('flyway_schema_history', 'insert'), ('flyway_schema_history', 'update'),
               ('flyway_schema_history', 'delete')) as t (relname, privilege)
  join pg_class c on c.relname = t.relname and c.relnamespace = 'public'::regnamespace
 where not s.rolsuper and has_table_privilege(s.oid, c.oid, t.privilege)
union all
select 'it may ' || privilege || ' ' || c.relname || ', past the record as a whole'
  from service s,
       unnest(array['insert', 'update', 'delete', 'truncate', 'trigger', 'maintain']) as privilege,
       pg_inherits i join pg_class c on c.oid = i.inhrelid
 where not s.rolsuper and i.inhparent = 'public.audit_event'::regclass
   and (has_table_privilege(s.oid, c.oid, privilege)
        or privilege in ('insert', 'update') and has_any_column_privilege(s.oid, c.oid, privilege))
