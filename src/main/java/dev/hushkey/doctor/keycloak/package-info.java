/** Looks at Keycloak as callers, browsers and the service meet it. */
package dev.hushkey.doctor.keycloak;
