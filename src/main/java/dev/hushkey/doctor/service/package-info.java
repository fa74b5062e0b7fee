/** Looks at the service itself, from the outside and from this machine. */
package dev.hushkey.doctor.service;
