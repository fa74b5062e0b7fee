/** What a person's browser sees, in several languages and without script. */
package dev.hushkey.account;
