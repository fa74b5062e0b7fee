/**
 * How typed values are read from what the database answers and written into what it is asked: the
 * same way from a row of the pool and from a tuple of a session.
 */
package dev.hushkey.sql;
