/**
 * The access and refresh tokens that we issue, and what stands behind each in the database: how
 * they are recorded, read, renewed, revoked and swept.
 */
package dev.hushkey.oauth.issued;
