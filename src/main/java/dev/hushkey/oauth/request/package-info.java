/**
 * The parts of a request to the authorization server: parameters, the client that sent it,
 * authorization details, resources.
 */
package dev.hushkey.oauth.request;
