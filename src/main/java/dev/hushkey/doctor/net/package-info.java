/** Looks at servers from outside: their certificates, their answers, their clocks. */
package dev.hushkey.doctor.net;
