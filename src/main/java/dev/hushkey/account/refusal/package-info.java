/** Pages where the HTTP layer would answer a person with a problem document or with nothing. */
package dev.hushkey.account.refusal;
