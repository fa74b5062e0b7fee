/**
 * How long we wait for anybody: the bounds on PostgreSQL and Keycloak, and the deadline of every
 * answer (docs/adr/0032-every-wait-has-a-bound.md).
 */
package dev.hushkey.timeout;
