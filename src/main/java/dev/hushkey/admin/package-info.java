/** The API for operators: show links, revoke any set of them. The CLI is its client. */
package dev.hushkey.admin;
