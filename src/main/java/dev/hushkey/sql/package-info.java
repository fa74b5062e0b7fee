/**
 * Converts typed values from and to the database: in the same way for a row of the pool and a tuple
 * of a session.
 */
package dev.hushkey.sql;
