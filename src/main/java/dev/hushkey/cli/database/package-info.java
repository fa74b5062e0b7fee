/** The command that makes and upgrades the schema. */
package dev.hushkey.cli.database;
