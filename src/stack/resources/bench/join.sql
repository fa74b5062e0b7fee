-- The reference broker's statement, for pgbench. Device and user have the same number.
\set n random(0, :links - 1)
select l.id, l.ciphertext from device d join link l on l.device_id = d.id join watermark w on w.client_id = l.client_id where d.id = :n and d.user_id = :n and l.revoked_at is null and l.issued_at > w.not_before;
