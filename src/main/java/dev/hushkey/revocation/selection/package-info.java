/** What an admin selects to be revoked: as types, as a sentence, and as a condition in SQL. */
package dev.hushkey.revocation.selection;
