/** Looks at PostgreSQL with the service's own role. */
package dev.hushkey.doctor.postgres;
