/** PostgreSQL as operators run it who must not lose a write: Patroni over etcd. */
package dev.hushkey.stack.cluster;
