/** The configuration of the installation that is looked at, and the machine it is on. */
package dev.hushkey.doctor.setup;
