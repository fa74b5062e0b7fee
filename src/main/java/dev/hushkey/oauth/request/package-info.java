/**
 * What a request to the authorization server holds: parameters, the client that sent it,
 * authorization details, resources.
 */
package dev.hushkey.oauth.request;
