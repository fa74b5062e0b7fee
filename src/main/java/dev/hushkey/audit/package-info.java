/** The audit trail: who did what to whose link. Nothing in here can hold a token. */
package dev.hushkey.audit;
