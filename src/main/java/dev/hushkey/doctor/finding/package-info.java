/** What {@code hushkey doctor} looks at, and what it found. */
package dev.hushkey.doctor.finding;
