/** Links and device grants: one user's account link with one assistant, and what it allows. */
package dev.hushkey.link;
