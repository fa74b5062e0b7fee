-- An opaque access token is 256 random bits, of which we keep the SHA-256. A JWT is known by its id and its signature,
-- and has none.
alter table access_token add column token_hash bytea check (octet_length(token_hash) = 32);

create unique index access_token_by_hash on access_token (token_hash) where token_hash is not null;
