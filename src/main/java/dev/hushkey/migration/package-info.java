/**
 * The schema and the two roles of PostgreSQL: making and upgrading it as its owner, and what the
 * role that serves may do (docs/adr/0040-the-service-owns-nothing-in-its-database.md).
 */
package dev.hushkey.migration;
