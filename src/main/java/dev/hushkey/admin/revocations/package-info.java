/** The admin API about revocations: making them, approving them, following them. */
package dev.hushkey.admin.revocations;
