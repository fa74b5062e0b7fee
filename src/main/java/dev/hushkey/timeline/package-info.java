/**
 * Which history of which server the database is on: tells a database that was restored from one
 * that failed over, and lets nobody use the former before its owner has said what was lost
 * (docs/adr/0082-a-restored-database-answers-nobody-until-its-owner-has-spoken.md).
 */
package dev.hushkey.timeline;
