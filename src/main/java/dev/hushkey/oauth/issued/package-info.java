/**
 * The access and refresh tokens that we issue, and their rows in the database: how they are
 * recorded, read, renewed, revoked and swept.
 */
package dev.hushkey.oauth.issued;
