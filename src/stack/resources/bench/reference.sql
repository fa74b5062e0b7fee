-- The reference broker's own database: what a broker needs at least. Link, device and user have the same number.
create table device (
  id      bigint primary key,
  user_id bigint not null
);

create table watermark (
  client_id  int primary key,
  not_before timestamptz not null
);

create table link (
  id         bigint primary key,
  user_id    bigint      not null,
  device_id  bigint      not null,
  client_id  int         not null,
  issued_at  timestamptz not null,
  revoked_at timestamptz,
  -- As it is, since a compressed one would have to be unpacked at each read
  ciphertext text        not null,
  unique (device_id, client_id)
);

alter table link alter ciphertext set storage plain;
