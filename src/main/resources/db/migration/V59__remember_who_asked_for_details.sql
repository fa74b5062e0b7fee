-- Whether the assistant asked by authorization_details (RFC 9396). It is then told at each token
-- what is granted; others would not understand the answer. What is granted is in the device grants.
alter table authorization_code add column rich_request boolean not null default false;
alter table link               add column rich_request boolean not null default false;
