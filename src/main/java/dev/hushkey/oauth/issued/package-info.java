/** The access tokens that we issue, JWT and opaque, and what stands behind each in the database. */
package dev.hushkey.oauth.issued;
