-- The current owner of each device. A removed device keeps its row, without a user, so that its
-- epoch never goes back: a grant bound to an old epoch cannot come back to life.
create table ownership (
  device_id  text        primary key,
  user_id    text,
  epoch      bigint      not null check (epoch >= 0),
  name       text        not null,
  room       text        not null default '',
  changed_at timestamptz not null
);

create index ownership_of_user on ownership (user_id) where user_id is not null;
