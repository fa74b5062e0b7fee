/** Looks at Vault with the service's own log-ins. */
package dev.hushkey.doctor.vault;
