-- A key is published from created_at, signs from signs_from, and signs until a later key of its algorithm does. So its end
-- is told by its successor; nothing has to be marked.
alter table signing_key add column signs_from timestamptz;

update signing_key set signs_from = created_at;

alter table signing_key alter column signs_from set not null;
alter table signing_key drop column retired_at;
